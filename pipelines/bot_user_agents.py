"""Writes seeds/bot_user_agents.csv from the installed list of crawlers: `make bots`.

The list is the package crawler-user-agents (MIT licence), a development dependency whose version
requirements.lock pins: to renew it, raise the version, run this, and read the difference. What the
package lacks or gets wrong stands in seeds/own_bot_user_agents.csv, by hand.

Its patterns are regular expressions for JavaScript. They are written here without any backslash, so
that RE2, Java and an SQL literal read them alike.
"""

import csv
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from crawleruseragents import CRAWLER_USER_AGENTS_DATA

from pipelines.contracts import PROJECT
from pipelines.errors import SourceError

SEED = PROJECT / "seeds" / "bot_user_agents.csv"
HEADER = ("pattern", "kind", "reference")
# A character that may stand for itself, once escaped, inside and outside of brackets alike.
_ITSELF = re.compile(r"[/\-_ :;,!#%&='\"<>@~`]")
_CLASSES = {"d": "[0-9]", "s": "[ \t]", "w": "[0-9A-Za-z_]"}
_ANYTHING = r"[\s\S]"
# Of these the list gives the page of a package, not one that says what the machine does.
_WITHOUT_A_PAGE = {"Feedsearch-Crawler"}


def shared_pattern(pattern: str) -> str:
    r"""The same pattern without a backslash: `\/` is `/`, `\.` is `[.]`, `[\s\S]` is `.`.

    Raises:
        SourceError: it says something that is not known to mean the same everywhere.
    """
    written = ""
    rest = pattern.replace(_ANYTHING, ".")
    while rest:
        before, backslash, after = rest.partition("\\")
        written += before
        if not backslash:
            break
        sign, rest = after[:1], after[1:]
        if not sign or (sign.isalnum() and sign not in _CLASSES):
            raise SourceError(f"The pattern {pattern!r} holds \\{sign}, which engines read apart.")
        written += _CLASSES.get(sign) or (sign if _ITSELF.fullmatch(sign) else f"[{sign}]")
    if "(?" in written or re.search(r"\[[^\]]*\[", written):
        raise SourceError(f"The pattern {pattern!r} uses a construct that engines read apart.")
    return written


def rows(entries: list[Mapping[str, Any]] = CRAWLER_USER_AGENTS_DATA) -> Iterator[tuple[str, ...]]:
    """The rows of the seed, by pattern: what to look for, what kind it is, and who says so."""
    known: dict[str, tuple[str, str]] = {}
    for entry in entries:
        kind = (entry.get("tags") or ["other"])[0]
        page = "" if entry["pattern"] in _WITHOUT_A_PAGE else entry.get("url", "")
        known.setdefault(shared_pattern(entry["pattern"]), (kind, page))
    for pattern in sorted(known):
        yield pattern, *known[pattern]


def write(path: Path = SEED) -> int:
    """Write the seed; the number of its patterns."""
    listed = list(rows())
    with path.open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file, lineterminator="\n")
        written.writerow(HEADER)
        written.writerows(listed)
    return len(listed)


if __name__ == "__main__":
    sys.stdout.write(f"{write()} patterns are in {SEED.relative_to(PROJECT)}.\n")
