"""A sample company behind a local server that answers as the vendors' APIs do.

The company lives in one folder (default `.sandbox/`), built by `company.build_company`:

- `company.duckdb`: schema `salesforce` holds one table per object, named and spelled as the API
  does (`salesforce."Lead"."SystemModstamp"`, timestamps UTC without zone). Schema `google_ads`
  holds one table per GAQL resource; a column is the GAQL field path
  (`google_ads.campaign."campaign.id"`). `campaign` and `ad_group_ad` carry attributes only;
  `campaign_performance` and `ad_group_ad_performance` repeat them beside `"segments.date"` and
  `"metrics.*"`. `"customer.id"` stands in every table.
- `ga4/`: the event export, one file a day.
- `files/`: what people mail around: orders, exchange rates, a trade-show list, and the mapping.
- `truth/`: who is who and what caused what. No pipeline reads it; measurements do.
"""
