"""Landing one system, for a child to do."""

from typing import Any

SYSTEMS = ("ga4", "salesforce", "google_ads", "files")


def land_system(system: str) -> dict[str, Any]:
    """Land one system; where from and where to is said by the environment.

    Returns:
        rows landed, and seconds without the start of Python.
    """
    from pipelines.runner import land

    result = land(system)
    return {"rows": sum(result.tables.values()), "seconds": result.seconds}
