"""Who is no visitor: bots by their user agents."""

import csv
from pathlib import Path

from tests.scenarios.rows import event
from tests.scenarios.warehouse import Warehouse


def agents(*, are_bots: bool) -> list[str]:
    """User agents as they were seen on the web: of browsers and apps, or of machines."""
    with (Path(__file__).parent / "user_agents.csv").open(newline="") as table:
        rows = list(csv.DictReader(table))
    return [row["user_agent"] for row in rows if (row["is_bot"] == "true") is are_bots]


PEOPLE, BOTS = agents(are_bots=False), agents(are_bots=True)

ROWS = {
    "web_events": [
        *[
            event(f"hy-person-{n}", "2025-02-03 10:00:00", user_agent=a)
            for n, a in enumerate(PEOPLE)
        ],
        *[event(f"hy-bot-{n}", "2025-02-03 10:00:00", user_agent=a) for n, a in enumerate(BOTS)],
        event("hy-silent", "2025-02-03 10:00:00"),
        event("hy-empty", "2025-02-03 10:00:00", user_agent=""),
        event("hy-half", "2025-02-03 10:00:00", user_agent=PEOPLE[0]),
        event("hy-half", "2025-02-03 10:01:00", user_agent=BOTS[0]),
    ]
}


def judged(warehouse: Warehouse, cookies: str) -> dict[str, bool]:
    """Whether the sessions of cookies that begin so are bots'."""
    return dict(
        warehouse.rows(
            "select anonymous_id, is_bot from marts.fct_sessions where anonymous_id like ?",
            [f"{cookies}%"],
        )
    )


def test_people_in_browsers_and_apps_are_no_bots(warehouse: Warehouse) -> None:
    visits = judged(warehouse, "hy-person-")
    assert len(visits) == len(PEOPLE)
    assert [agent for n, agent in enumerate(PEOPLE) if visits[f"hy-person-{n}"]] == []


def test_machines_are_bots(warehouse: Warehouse) -> None:
    visits = judged(warehouse, "hy-bot-")
    assert len(visits) == len(BOTS)
    assert [agent for n, agent in enumerate(BOTS) if not visits[f"hy-bot-{n}"]] == []


def test_a_visit_without_an_agent_is_taken_for_a_persons(warehouse: Warehouse) -> None:
    assert judged(warehouse, "hy-silent") == {"hy-silent": False}
    assert judged(warehouse, "hy-empty") == {"hy-empty": False}


def test_a_cookie_that_turns_out_to_be_a_bots_is_a_bots(warehouse: Warehouse) -> None:
    assert judged(warehouse, "hy-half") == {"hy-half": True}


def test_a_bot_is_known_by_what_tells_it(warehouse: Warehouse) -> None:
    found = "select bot_name from intermediate.int_bots where user_agent = ?"
    assert warehouse.rows(found, [BOTS[0]]) == [("Googlebot/",)]
    assert warehouse.rows(found, ["SomeNewSpider/1.0"]) == [("SomeNewSpider/",)]
