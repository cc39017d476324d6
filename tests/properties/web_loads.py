"""Random web events of many visitors, cut into loads that come, change and go."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from tests.scenarios.rows import event

Rows = list[dict[str, Any]]

MINUTE = timedelta(minutes=1)
INSTANT = timedelta(microseconds=1)
# The edges of a session: none, the timeout to the microsecond, and gaps that cross midnight.
GAPS = [
    timedelta(0),
    INSTANT,
    5 * MINUTE,
    30 * MINUTE - INSTANT,
    30 * MINUTE,
    30 * MINUTE + INSTANT,
    7 * 60 * MINUTE,
]
STARTS = [datetime(2026, 6, 1, 23, 45), datetime(2026, 6, 2), datetime(2026, 6, 1, 8)]
NAMES = ["page_view", "page_view", "scroll", "generate_lead", "user_engagement"]
CARRIED: list[dict[str, Any]] = [
    {},
    {},
    {"page": "/pricing"},
    {"page": "/offer?utm_source=brevo&utm_medium=email"},
    {"page": "/?gclid=cj-1", "utm_source": "ignored"},
    {"referrer": "https://www.google.com/"},
    {"referrer": "https://checkout.stripe.com/pay"},
    {"referrer": "https://www.halden.example/pricing"},
    {"utm_source": "bing", "utm_medium": "cpc", "country": "DE"},
    {"user_agent": "Googlebot/2.1", "device_category": "desktop"},
    {"experiment_id": "offer", "variant_id": "A"},
    {"experiment_id": "offer", "variant_id": "B"},
    {"file_name": "guide.pdf"},
    {"file_url": "https://files.halden.example/guide.pdf?v=2"},
    {"engagement_ms": 12000},
    {"engagement_ms": -5},
]


@dataclass(frozen=True)
class Loads:
    """What is there after each load: batch → its rows."""

    states: list[dict[str, Rows]]

    def rows(self, state: int) -> Rows:
        """All rows that are there after a load, in no order."""
        return [row for batch in self.states[state].values() for row in batch]


def random_loads(seed: int, visitors: int, loads: int, changed: int | None = None) -> Loads:
    """Events in batches; each load shows some batches, anew, shrunk, grown or not at all.

    `changed` is how many batches a load after the first may change, all unless it is given.
    """
    dice = Random(seed)  # noqa: S311 - not for secrets
    events = [one for number in range(visitors) for one in _visit(dice, number)]
    dice.shuffle(events)
    batches: dict[str, Rows] = {f"batch-{number}": [] for number in range(2 * loads)}
    for one in events:
        for _ in range(dice.choice([1, 1, 1, 2, 3])):
            batches[dice.choice(list(batches))].append(_copy(dice, one))
    states: list[dict[str, Rows]] = []
    there: dict[str, tuple[str, Rows]] = {}
    for number in range(loads):
        names = list(batches) if changed is None or not states else dice.sample([*batches], changed)
        for name in names:
            there.pop(name, None)
            if dice.random() < 0.75:
                there[name] = _version(dice, name, batches[name], number)
        states.append(dict(there.values()))
    return Loads(states)


def _visit(dice: Random, number: int) -> Rows:
    cookie = dice.choice([f"visitor-{number}"] * 12 + [None, "", "undefined"])
    at = dice.choice(STARTS)
    rows: Rows = []
    for _ in range(dice.randint(1, 9)):
        at += dice.choice(GAPS)
        moment = dice.choice([at] * 30 + [datetime(1970, 1, 1), datetime(2099, 1, 1)])
        row = event(cookie, moment.isoformat(" "), dice.choice(NAMES), **dice.choice(CARRIED))
        row["user_id"] = dice.choice([None] * 9 + [f"user-{number % 7}"])
        row["source_session_id"] = dice.choice([None, f"{number}-1", f"{number}-2", "anyones"])
        row["event_id"] = dice.choice([row["event_id"]] * 40 + [f"id-{dice.randint(0, 5)}", None])
        rows.append(row)
    return rows


def _copy(dice: Random, row: dict[str, Any]) -> dict[str, Any]:
    """The same event again, now and then with other content under its id."""
    if dice.random() < 0.15:
        later = datetime.fromisoformat(row["event_at"]) + dice.choice(GAPS)
        return row | {"event_at": later.isoformat(" "), "page_url": "https://www.halden.example/x"}
    if dice.random() < 0.05:
        return row | {"anonymous_id": f"visitor-{dice.randint(0, 9)}"}
    return row


def _version(dice: Random, batch: str, rows: Rows, load: int) -> tuple[str, Rows]:
    """What a load shows of a batch: as it was, written again in part, or the same name grown."""
    way = dice.choice(["kept", "kept", "restated", "shrunk", "doubled"])
    name, shown = batch, rows
    if way == "restated":
        name = f"{batch}@{load}"
        shown = [row for row in rows if dice.random() < 0.7]
    elif way == "shrunk":
        shown = rows[: len(rows) // 2]
    elif way == "doubled":
        shown = rows + rows[:3]
    loaded_at = (
        f"2026-06-{dice.randint(10, 28)} 03:00:00" if name != batch else "2026-06-09 03:00:00"
    )
    numbered = [
        row | {"batch_id": name, "row_in_batch": place, "loaded_at": loaded_at}
        for place, row in enumerate(shown, start=1)
    ]
    return name, numbered
