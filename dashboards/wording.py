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


def in_words(term: str, words: Mapping[str, str]) -> str:
    """What readers call a term: `won_again` is "Won again" where nothing else is said."""
    return words.get(term) or term.replace("_", " ").strip().capitalize()
