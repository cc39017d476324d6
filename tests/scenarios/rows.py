"""Short ways to write conformed rows in a scenario; any column may be given by name."""

import hashlib
from typing import Any

SITE = "https://www.halden.example"


def event(
    anonymous_id: str | None, at: str, name: str = "page_view", **columns: Any
) -> dict[str, Any]:
    """One web event; `page` is a path or a URL, `referrer` a URL. Models read what they say."""
    page = columns.pop("page", "/")
    url = page if "://" in page else SITE + page
    referrer = columns.pop("referrer", None)
    told = f"{anonymous_id}|{at}|{name}|{url}|{sorted(columns.items())}"
    return {
        "event_id": hashlib.md5(told.encode(), usedforsecurity=False).hexdigest(),
        "anonymous_id": anonymous_id,
        "event_at": at,
        "event_name": name,
        "page_url": url,
        "page_referrer": referrer,
        "consent_analytics": True,
        "consent_ads": True,
        **columns,
    }


def person(
    person_source_id: str, created_at: str, kind: str = "lead", **columns: Any
) -> dict[str, Any]:
    """One CRM or file record of a person."""
    return {
        "person_source_id": person_source_id,
        "created_at": created_at,
        "kind": kind,
        "is_deleted": False,
        **columns,
    }
