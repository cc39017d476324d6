"""CONTRIBUTING.md is followed as written, in a copy of the project: a recipe that rots fails here.

A path alone on its line names the file of the next block. A `diff` block changes it, a block for a
file that exists is added to its end, any other is the file. Then a section's `bash` blocks are run.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import duckdb
import pytest

from tests.dbt_server import PROJECT
from tests.orchestration.conftest import RanTwice

PAGE = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
_FILE = re.compile(r"^`([^`\n]+)`\n\n((?:```\w+\n.*?^```\n\n?)+)", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

pytestmark = pytest.mark.slow


class Copy:
    """A copy of the project in which somebody follows recipes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
        tracked = subprocess.run(listed, cwd=PROJECT, capture_output=True, text=True, check=True)
        for name in tracked.stdout.splitlines():
            if (PROJECT / name).is_file() and not (PROJECT / name).is_symlink():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(PROJECT / name, folder / name)
        (folder / ".venv").symlink_to(sys.prefix)

    def follow(self, heading: str, **instead: str) -> None:
        """Do what a section says, with other values for some of what it shows."""
        section = section_of(heading)
        for path, blocks in _FILE.findall(section):
            for kind, text in _BLOCK.findall(blocks):
                filled = re.sub("|".join(instead) or "$^", lambda at: instead[at[0]], text)
                if kind != "bash":
                    self._write(self.folder / path, kind, filled)
        commands = "".join(text for kind, text in _BLOCK.findall(section) if kind == "bash")
        ran = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", commands],
            cwd=self.folder,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr

    def _write(self, path: Path, kind: str, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if kind == "diff":
            before = "".join(f"{line[1:]}\n" for line in text.splitlines() if line[:1] != "+")
            after = "".join(f"{line[1:]}\n" for line in text.splitlines() if line[:1] != "-")
            found = path.read_text(encoding="utf-8")
            assert found.count(before) == 1, f"{path.name} does not hold what is to be changed"
            path.write_text(found.replace(before, after), encoding="utf-8")
        else:
            with path.open("a", encoding="utf-8") as file:
                file.write(text)

    def rows(self, data: str, query: str) -> list[tuple[Any, ...]]:
        """What a query answers in the warehouse of a data folder."""
        warehouse = self.folder / "data" / data / "warehouse.duckdb"
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            return connection.execute(query).fetchall()


def section_of(heading: str) -> str:
    return PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def environment() -> dict[str, str]:
    ours = ("CLOSED_LOOP_", "SOURCES__", "DBT_", "DAGSTER_", "PYTEST_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"DO_NOT_TRACK": "1"}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy(tmp_path_factory.mktemp("contributing") / "project")


@pytest.fixture(scope="module")
def with_expo(copy: Copy) -> Copy:
    copy.follow("Add a source: files")
    return copy


class RatesService(BaseHTTPRequestHandler):
    """Rates in two pages, one of which cannot be read."""

    rates: ClassVar = [
        {"date": "2026-06-01", "from": "USD", "to": "EUR", "rate": 0.91},
        {"date": "2026-06-02", "from": "USD", "to": "EUR", "rate": "n/a"},
        {"date": "2026-06-02", "from": "GBP", "to": "EUR", "rate": 1.17},
    ]
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        """One page."""
        self.asked.append(self.path)
        if self.headers["Authorization"] != "Bearer a token":
            self._answer(401, {"message": "sign in"})
            return
        page = int(parse_qs(urlsplit(self.path).query).get("page", ["0"])[0])
        host = self.headers["Host"]
        following = f"http://{host}/v1/rates?page=1" if page == 0 else None
        self._answer(200, {"items": self.rates[2 * page : 2 * page + 2], "next": following})

    def _answer(self, status: int, body: object) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def service() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), RatesService)
    address = f"http://127.0.0.1:{server.server_port}/v1"
    Thread(target=partial(server.serve_forever, 0.05), daemon=True).start()
    yield address
    server.shutdown()


def test_a_list_becomes_people_and_a_row_without_an_address_waits_in_quarantine(
    with_expo: Copy,
) -> None:
    people = "select source_system, person_source_id, lead_source, created_at::varchar"
    assert with_expo.rows("expo", f"{people} from conformed.conformed_people order by all") == [
        ("expo", "1", "Expo trade show 2026", "2026-09-14 08:30:00"),
        ("expo", "2", "Expo trade show 2026", "2026-09-14 09:05:00"),
    ]
    refused = "select resource, row_number from conformed.conformed_quarantine"
    assert with_expo.rows("expo", refused) == [("people", 4)]


def test_an_added_row_makes_inquiries_of_whom_the_show_brought(with_expo: Copy) -> None:
    with_expo.follow("Add a rule")
    counted = (
        "select conversion_type, count(*) from marts.fct_conversions where rule_id = 'mqi_expo'"
    )
    assert with_expo.rows("expo", f"{counted} group by all") == [("mqi", 2)]


def test_an_added_mart_is_built_and_keeps_every_rule_there_is_for_marts(with_expo: Copy) -> None:
    with_expo.follow("Add a model")
    mart = "select channel, people, touch_month::varchar from marts.fct_first_touches"
    assert with_expo.rows("expo", mart) == [("Events", 2, "2026-09-01")]


def test_an_api_is_landed_page_by_page_and_fills_its_contract(copy: Copy, service: str) -> None:
    told = {"https://rates.example.com/v1": service, "…": "a token"}
    copy.follow("Add a source: an API", **told)
    rates = "select source_system, rate_date::varchar, from_currency, rate::varchar"
    assert copy.rows("rates", f"{rates} from conformed.conformed_fx_rates order by all") == [
        ("rates", "2026-06-01", "USD", "0.91000000"),
        ("rates", "2026-06-02", "GBP", "1.17000000"),
    ]
    refused = "select resource, field from conformed.conformed_quarantine"
    assert copy.rows("rates", refused) == [("rate", "rate")]
    assert [urlsplit(path).query for path in RatesService.asked] == ["", "page=1"]


def test_an_added_chart_is_drawn_among_those_of_its_page(copy: Copy, ran_twice: RanTwice) -> None:
    published = copy.folder / "data" / "published"
    shutil.copytree(ran_twice.road.data / "published", published, symlinks=True)
    copy.follow("Add a chart")
    (report,) = published.glob("**/*.html")
    assert "Where they were first met" in report.read_text(encoding="utf-8")


def test_every_block_of_every_recipe_is_followed() -> None:
    recipes = re.findall(r"^## (Add .*)$", PAGE, flags=re.MULTILINE)
    followed = re.findall(r'\.follow\("(.*?)"', Path(__file__).read_text(encoding="utf-8"))
    assert sorted(recipes) == sorted(set(followed))
    for recipe in recipes:
        blocks = _BLOCK.findall(section_of(recipe))
        named = "".join(found for _, found in _FILE.findall(section_of(recipe)))
        nameless = [text for kind, text in blocks if kind != "bash" and text not in named]
        assert nameless == [], f"{recipe}: say above the block which file it is"
