"""The list of bots is the installed package's, and means in SQL what it means there."""

import csv
import re
from pathlib import Path

import duckdb
import pytest
from crawleruseragents import CRAWLER_USER_AGENTS_DATA

from pipelines import bot_user_agents
from pipelines.errors import SourceError

AGENTS = sorted({agent for entry in CRAWLER_USER_AGENTS_DATA for agent in entry["instances"]})


def test_the_seed_is_what_the_installed_version_gives(tmp_path: Path) -> None:
    bot_user_agents.write(tmp_path / "again.csv")
    written, again = bot_user_agents.SEED.read_text(), (tmp_path / "again.csv").read_text()
    assert written == again, "run `make bots` and commit seeds/bot_user_agents.csv"


def test_each_pattern_finds_the_agents_it_finds_in_the_package() -> None:
    with duckdb.connect() as connection:
        connection.execute("create table agents as select unnest(?) as agent", [AGENTS])
        for entry in CRAWLER_USER_AGENTS_DATA:
            shared = bot_user_agents.shared_pattern(entry["pattern"])
            found = connection.execute(
                f"select agent from agents where regexp_matches(agent, {_quoted(shared)})"
            ).fetchall()
            searched = re.compile(entry["pattern"]).search
            assert {agent for (agent,) in found} == {one for one in AGENTS if searched(one)}, shared


def test_no_pattern_needs_a_backslash() -> None:
    own = bot_user_agents.SEED.with_name("own_bot_user_agents.csv")
    for seed in (bot_user_agents.SEED, own):
        with seed.open(newline="") as rows:
            assert [row["pattern"] for row in csv.DictReader(rows) if "\\" in row["pattern"]] == []


@pytest.mark.parametrize("pattern", [r"\bbot\b", r"(?!human)bot", r"[a-z&&[^b]]", "bot\\"])
def test_a_pattern_that_engines_read_apart_is_refused(pattern: str) -> None:
    with pytest.raises(SourceError, match="engines read apart"):
        bot_user_agents.shared_pattern(pattern)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
