"""`make docs`: what every table and column means, as one page that opens without a server.

dbt writes the page, with types and rows as the warehouse has them; it goes to data/docs/index.html.
"""

import os
import subprocess
import sys
from pathlib import Path

from orchestration.dbt_project import DBT, ROOT, export
from orchestration.parent import name_as_parent
from orchestration.progress import say
from pipelines.errors import Explained
from pipelines.locks import LockError, hold, wait_until_free
from pipelines.settings import SettingsError, dbt_target_dir, load_settings

# dbt's page can report its use to its maker. What a page may load, the page itself says best.
_POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; "
    'img-src data:; font-src data:">'
)
# What its template asks for in vain: an icon that was never bundled, and the menu's icons by the
# text of an expression that is not worked out yet, a thousand times as the page opens. And what a
# column means was cut after three words.
_MENDED = {
    "${require('./assets/favicons/favicon.ico')}": "data:,",
    'xlink:href="{{': 'ng-attr-href="{{',
    "text-overflow: ellipsis; overflow-x: hidden; white-space: nowrap; max-width: 1px;": "",
}


class DocsError(Explained):
    """The page cannot be written: one sentence that says why."""


def write_page(data: Path) -> Path:
    """Write the page of a data folder's warehouse, in place of the one before.

    Returns:
        Where it is.

    Raises:
        DocsError: nothing is built yet, or dbt cannot write it.
        LockError: another run keeps the warehouse.
    """
    warehouse = data / "warehouse.duckdb"
    if not warehouse.exists():
        raise DocsError(f"There is no {warehouse} to describe yet: make run")
    with (
        hold(data / "raw.lock", "the raw database"),
        hold(data / "warehouse.lock", "the warehouse"),
    ):
        wait_until_free(warehouse, "the warehouse", say)
        written = _ask_dbt()
    page = data / "docs" / "index.html"
    page.parent.mkdir(exist_ok=True)
    part = page.with_suffix(".part")
    part.write_text(offline(written.read_text(encoding="utf-8")), encoding="utf-8")
    part.replace(page)
    return page


def _ask_dbt() -> Path:
    ran = subprocess.run(  # noqa: S603  (our own interpreter, no shell)
        [*DBT, "--quiet", "docs", "generate", "--static"],
        cwd=ROOT,
        env=os.environ | name_as_parent(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if ran.returncode != 0:
        raise DocsError(f"dbt cannot describe the project: {ran.stdout.strip()}")
    return ROOT / dbt_target_dir() / "static_index.html"


def offline(page: str) -> str:
    """The page, forbidden to load anything from anywhere, and no longer trying to.

    Raises:
        DocsError: it has no head to say so in.
    """
    before, head, after = page.partition("<head>")
    if not head:
        raise DocsError("dbt's page has no <head>: this version of dbt writes another kind.")
    for asked, mended in _MENDED.items():
        after = after.replace(asked, mended)
    return f"{before}{head}{_POLICY}{after}"


def main() -> int:
    """Write the page and print where it is."""
    try:
        settings = load_settings()
        export(settings)
        page = write_page(settings.data_dir)
    except (SettingsError, DocsError, LockError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    megabytes = page.stat().st_size / 1e6
    print(f"Documentation  {page} ({megabytes:.0f} MB, opens in a browser, loads nothing)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
