"""What readers call the marts' terms. A term that is not here is said with its own name."""

from collections.abc import Mapping

CONVERSIONS = {
    "mqi": "Inquiries (MQI)",
    "lead": "Leads",
    "mql": "Qualified leads (MQL)",
    "sql": "Sales qualified leads (SQL)",
    "opportunity": "Opportunities",
    "deal_won": "Deals won",
    "customer": "Customers",
    "order": "Orders",
}
FILTERS = {
    "days": "days",
    "model": "model",
    "basis": "booking date",
    "conversion_type": "conversion",
    "segment": "segment",
}
SEGMENT_TYPES = {
    "channel": "Channel",
    "campaign_type": "Type of campaign",
    "campaign": "First campaign",
    "country": "Country",
    "industry": "Industry",
    "lead_source": "Lead source",
}
STAGES = {
    "visitor": "Visitors",
    "mqi": "Inquiries (MQI)",
    "mql": "Qualified (MQL)",
    "sal": "Accepted (SAL)",
    "sql": "Sales qualified (SQL)",
    "opportunity": "Opportunities",
    "customer": "Customers",
}
METRICS = {
    "cac": "CAC",
    "cpl": "Cost per lead",
    "mqis": "Inquiries (MQI)",
    "mqls": "Qualified leads (MQL)",
    "sqls": "Sales qualified (SQL)",
    "pipeline_value": "Pipeline",
    "revenue": "Revenue",
    "roi_percent": "ROI",
    "spend": "Ad spend",
}
PLACES = {
    "only": "The only one",
    "first": "First",
    "middle": "Between",
    "last": "Last",
}
SPEND_SUBJECTS = {
    "ad_spend": "Ad spend",
    "programme_cost": "Programmes",
}
SPEND_REASONS = {
    "no_clicks": "nobody clicked",
    "touched_in_other_months": "touched in other months only",
    "never_touched": "never touched anybody",
    "counted_as_ad_spend": "counted as ad spend already",
    "no_rule_for_its_type": "no rule for its type",
    "no_actual_cost": "actual cost is missing",
    "no_budgeted_cost": "budgeted cost is missing",
    "no_dates": "its dates are missing",
    "ends_before_it_starts": "it ends before it starts",
    "yet_to_come": "yet to come",
    "no_commission_rule": "no rule for its commission",
    "no_cost_in_the_month": "its campaign cost nothing that month",
    "name_is_not_clear": "several campaigns may be meant",
    "unknown_campaign": "no campaign is called so",
    "unknown_click_id": "the click id is unknown",
    "no_campaign_told": "it names no campaign",
}


def in_words(term: str, words: Mapping[str, str]) -> str:
    """What readers call a term: `won_again` is "Won again" where nothing else is said."""
    return words.get(term) or term.replace("_", " ").strip().capitalize()
