"""Who answered a lead, how fast, what sales made of it, and who waits for somebody to move.

The build speaks of the instant everything was loaded; agreements are those of stage_slas.csv: 24
hours for the first answer to an MQL, 120 for a decision; 14 days without an activity in SAL, 21 in
a deal.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.scenarios.rows import person
from tests.scenarios.warehouse import LOADED_AT, Warehouse

AS_OF = datetime.fromisoformat(LOADED_AT)
MAY = datetime(2026, 5, 4, 9)
CRM = {"source_system": "salesforce"}
SECOND = timedelta(seconds=1)

People = list[dict[str, Any]]


def hours(number: int) -> timedelta:
    return timedelta(hours=number)


def lead(name: str, *history: tuple[str, datetime], **columns: Any) -> dict[str, People]:
    """A lead of ann's, created an hour before the first of its dated statuses."""
    changes = [
        {
            "stage_change_id": f"{name}-{number}",
            "object_type": "person",
            "object_source_id": name,
            "to_stage": status,
            "changed_at": at,
            **CRM,
        }
        for number, (status, at) in enumerate(history)
    ]
    created = str(history[0][1] - hours(1))
    record = {"status": history[-1][0], "owner_id": "sl-ann", **CRM} | columns
    return {"people": [person(name, created, **record)], "stage_changes": changes}


def done(name: str, at: datetime | None, kind: str = "call", **columns: Any) -> dict[str, Any]:
    """An activity about somebody, entered when it was done."""
    return {
        "activity_source_id": f"{name}|{kind}|{at}|{sorted(columns)}",
        "person_source_id": name,
        "owner_id": "sl-ann",
        "kind": kind,
        "created_at": min(at or AS_OF, AS_OF) - SECOND,
        "due_at": at,
        "done_at": at,
        **CRM,
    } | columns


def deal(name: str, created_at: datetime, **columns: Any) -> dict[str, Any]:
    """An open deal of a lead."""
    return {
        "opportunity_source_id": f"{name}-deal",
        "primary_person_source_id": name,
        "stage": "Prospecting",
        "created_at": created_at,
        "is_won": False,
        "is_closed": False,
        "is_deleted": False,
        **CRM,
    } | columns


LEADS = [
    lead("sl-punctual", ("MQL", MAY)),
    lead("sl-late", ("MQL", MAY)),
    lead("sl-waiting", ("MQL", AS_OF - hours(24))),
    lead("sl-overdue", ("MQL", AS_OF - hours(24) - SECOND)),
    lead("sl-nobody", ("MQL", AS_OF - hours(25))),
    lead("sl-early", ("MQL", AS_OF - hours(3))),
    lead("sl-passed-on", ("MQL", MAY), owner_id="sl-bob"),
    lead("sl-accepted", ("MQL", MAY), ("Working", MAY + hours(30))),
    lead(
        "sl-rejected",
        ("MQL", MAY),
        ("Unqualified", MAY + hours(2)),
        rejection_reason="No budget",
    ),
    lead(
        "sl-stamped",
        ("MQL", MAY),
        status="Closed - Not Converted",
        rejection_reason="Student",
        rejected_at=MAY + hours(3),
    ),
    lead(
        "sl-dropped",
        ("MQL", MAY),
        ("Working", MAY + hours(1)),
        ("Unqualified", MAY + hours(9)),
        rejection_reason="Competitor",
    ),
    lead(
        "sl-recycled",
        ("MQL", MAY),
        ("Nurturing", MAY + hours(48)),
        ("MQL", MAY + hours(480)),
        ("Nurturing", MAY + hours(500)),
        ("MQL", MAY + hours(960)),
    ),
    lead("sl-in-time", ("MQL", AS_OF - hours(120))),
    lead("sl-second-over", ("MQL", AS_OF - hours(120) - SECOND)),
    lead("sl-orphan", ("MQL", AS_OF - hours(130)), owner_id=None),
    lead("sl-left-behind", ("MQL", AS_OF - hours(130)), owner_id="sl-gone"),
    lead("sl-no-plan", ("MQL", AS_OF - hours(130))),
    lead("sl-plan-missed", ("MQL", AS_OF - hours(130))),
    lead("sl-plan", ("MQL", AS_OF - hours(130))),
    lead("sl-worked", ("MQL", MAY), ("Working", MAY + hours(1))),
    lead("sl-idle", ("MQL", MAY), ("Working", MAY + hours(1))),
    lead("sl-buyer", ("MQL", AS_OF - hours(600))),
    lead("sl-active-buyer", ("MQL", AS_OF - hours(600))),
]
LOST_BUYER = person("sl-lost-buyer", str(AS_OF - hours(600)), "contact", owner_id="sl-ann", **CRM)
ROWS = {
    "people": [LOST_BUYER, *(row for one in LEADS for row in one["people"])],
    "stage_changes": [row for one in LEADS for row in one["stage_changes"]],
    "sellers": [
        {"owner_id": "sl-ann", "role": "SDR", "team": "North", "is_active": True, **CRM},
        {"owner_id": "sl-bob", "role": "AE", "team": "South", "is_active": True, **CRM},
        {"owner_id": "sl-gone", "role": "AE", "team": "South", "is_active": False, **CRM},
    ],
    "opportunities": [
        deal("sl-buyer", AS_OF - hours(504) - SECOND),
        deal("sl-active-buyer", AS_OF - hours(600)),
        deal(
            "sl-lost-buyer",
            AS_OF - hours(590),
            stage="Closed Lost",
            is_closed=True,
            closed_at=AS_OF - hours(580),
        ),
    ],
    "sales_activities": [
        done("sl-punctual", MAY + hours(24), "email"),
        done("sl-punctual", MAY + hours(25)),
        done("sl-late", MAY + hours(24) + SECOND),
        # None of these is an answer: too early, to many, deleted, still to come, about others.
        done("sl-nobody", AS_OF - hours(26)),
        done("sl-nobody", AS_OF - hours(20), "mass_email"),
        done("sl-nobody", AS_OF - hours(20), is_deleted=True),
        done("sl-nobody", AS_OF + hours(1), "meeting"),
        done("sl-early", AS_OF - hours(2)),
        done("sl-passed-on", MAY + hours(1)),
        done("sl-passed-on", MAY + hours(2), owner_id="sl-bob"),
        done("sl-dropped", MAY + hours(1)),
        done("sl-no-plan", AS_OF - hours(100)),
        done("sl-plan-missed", AS_OF - hours(100)),
        done("sl-plan-missed", AS_OF - hours(1), "task", done_at=None),
        done("sl-plan", AS_OF + hours(72), "meeting"),
        done("sl-worked", AS_OF - hours(336)),
        done("sl-idle", AS_OF - hours(336) - SECOND),
        # About the deal alone: it is its primary person's.
        done("sl-active-buyer", AS_OF - hours(504), person_source_id=None)
        | {"opportunity_source_id": "sl-active-buyer-deal"},
    ],
}


def of(warehouse: Warehouse, mart: str, name: str, columns: str) -> list[tuple[Any, ...]]:
    """What a mart holds of a lead, cycle by cycle."""
    return warehouse.rows(
        f"select {columns} from marts.{mart}"
        " inner join intermediate.int_person_identifiers using (person_id)"
        " where identifier_type = 'crm_id' and identifier = ? order by cycle, stage",
        [f"salesforce:{name}"],
    )


def handoff(warehouse: Warehouse, name: str, columns: str) -> tuple[Any, ...]:
    """The first hand-off of a lead."""
    return of(warehouse, "fct_lead_handoffs", name, columns)[0]


def stalled(warehouse: Warehouse, name: str) -> list[tuple[Any, ...]]:
    return of(warehouse, "fct_stalled_leads", name, "stage, blocked_by, hours_over")


ANSWER = "response, first_activity_kind, hours_to_first_activity"


def test_an_answer_at_the_last_moment_is_in_time_and_a_second_later_it_is_not(
    warehouse: Warehouse,
) -> None:
    assert handoff(warehouse, "sl-punctual", ANSWER) == ("in time", "email", Decimal(24))
    # 86,401 seconds / 3,600 = 24.00027…
    assert handoff(warehouse, "sl-late", ANSWER) == ("late", "call", Decimal("24.0003"))


def test_whoever_was_never_touched_waits_until_the_time_is_over(warehouse: Warehouse) -> None:
    assert handoff(warehouse, "sl-waiting", ANSWER) == ("waiting", None, None)
    assert handoff(warehouse, "sl-overdue", ANSWER) == ("overdue", None, None)


def test_a_lead_is_due_when_its_time_is_over_however_soon_it_was_answered(
    warehouse: Warehouse,
) -> None:
    told = "response, is_due"
    assert handoff(warehouse, "sl-punctual", told) == ("in time", True)
    assert handoff(warehouse, "sl-early", told) == ("in time", False)
    assert handoff(warehouse, "sl-waiting", told) == ("waiting", False)
    assert handoff(warehouse, "sl-overdue", told) == ("overdue", True)


def test_mass_mails_deleted_and_planned_activities_and_earlier_ones_are_no_answer(
    warehouse: Warehouse,
) -> None:
    assert handoff(warehouse, "sl-nobody", ANSWER) == ("overdue", None, None)


def test_a_lead_that_was_passed_on_is_its_present_owners_and_answered_by_who_called(
    warehouse: Warehouse,
) -> None:
    told = "owner_id, owner_role, owner_team, first_activity_owner_id, response"
    expected = ("sl-bob", "AE", "South", "sl-ann", "in time")
    assert handoff(warehouse, "sl-passed-on", told) == expected


VERDICT = "verdict, rejection_reason, accepted_at, rejected_at, response"


def test_sales_accepts_by_moving_the_lead_on(warehouse: Warehouse) -> None:
    expected = ("accepted", None, MAY + hours(30), None, "decided untouched")
    assert handoff(warehouse, "sl-accepted", VERDICT) == expected


def test_sales_rejects_with_a_reason_dated_by_history_or_by_the_records_own_stamp(
    warehouse: Warehouse,
) -> None:
    dated = ("rejected", "No budget", None, MAY + hours(2), "decided untouched")
    assert handoff(warehouse, "sl-rejected", VERDICT) == dated
    stamped = ("rejected", "Student", None, MAY + hours(3), "decided untouched")
    assert handoff(warehouse, "sl-stamped", VERDICT) == stamped
    assert stalled(warehouse, "sl-rejected") == []
    assert stalled(warehouse, "sl-stamped") == []


def test_a_lead_that_was_accepted_and_dropped_later_stays_accepted(warehouse: Warehouse) -> None:
    expected = ("accepted", "Competitor", MAY + hours(1), MAY + hours(9), "in time")
    assert handoff(warehouse, "sl-dropped", VERDICT) == expected


def test_a_lead_that_went_back_to_marketing_was_recycled_the_first_time(
    warehouse: Warehouse,
) -> None:
    assert handoff(warehouse, "sl-recycled", "verdict, handed_over_at, rejected_at") == (
        "recycled",
        MAY,
        MAY + hours(48),
    )


def test_a_lead_stalls_in_the_second_after_its_time(warehouse: Warehouse) -> None:
    assert stalled(warehouse, "sl-in-time") == []
    # one second of 3,600
    assert stalled(warehouse, "sl-second-over") == [("mql", "no activity yet", Decimal("0.0003"))]


def test_a_stalled_lead_says_what_would_move_it(warehouse: Warehouse) -> None:
    over = Decimal(10)  # 130 hours, 120 allowed
    assert stalled(warehouse, "sl-orphan") == [("mql", "no owner", over)]
    assert stalled(warehouse, "sl-left-behind") == [("mql", "owner has left", over)]
    assert stalled(warehouse, "sl-no-plan") == [("mql", "no next step", over)]
    assert stalled(warehouse, "sl-plan-missed") == [("mql", "next step overdue", over)]
    assert stalled(warehouse, "sl-plan") == [("mql", "next step planned", over)]


def test_every_activity_starts_the_clock_of_an_accepted_lead_anew(warehouse: Warehouse) -> None:
    assert stalled(warehouse, "sl-worked") == []
    assert stalled(warehouse, "sl-idle") == [("sal", "no next step", Decimal("0.0003"))]


def test_a_deal_stalls_without_activity_unless_it_is_closed(warehouse: Warehouse) -> None:
    assert stalled(warehouse, "sl-buyer") == [("opportunity", "no activity yet", Decimal("0.0003"))]
    assert stalled(warehouse, "sl-active-buyer") == []
    assert stalled(warehouse, "sl-lost-buyer") == []


def test_every_observed_lead_that_sales_must_answer_is_one_hand_off(warehouse: Warehouse) -> None:
    handed_over, observed = warehouse.rows(
        "select count(*), count(distinct handoff_id) from marts.fct_lead_handoffs union all"
        " select count(*), count(distinct funnel_stage_id) from marts.fct_funnel_stages"
        f" where stage = 'mql' and how_known = 'observed' and entered_at <= '{LOADED_AT}'"
    )
    assert handed_over == observed
    assert handed_over[0] == handed_over[1] > len(LEADS)


def test_a_build_as_of_an_earlier_instant_asks_who_was_late_then(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    earlier = warehouse.copy(tmp_path / "earlier")
    marts = ("fct_lead_handoffs", "fct_stalled_leads")
    earlier.dbt("run", "--select", *marts, "--vars", f"as_of: '{AS_OF - SECOND}'")
    assert handoff(earlier, "sl-overdue", ANSWER) == ("waiting", None, None)
    assert stalled(earlier, "sl-second-over") == []
    assert len(stalled(earlier, "sl-orphan")) == 1
