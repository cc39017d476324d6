"""The tables of the closed-loop report: what each asks of the marts, and how it is written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
from rich.table import Table

Row = Mapping[str, Any]
Cell = Callable[[Any], str]


@dataclass(frozen=True)
class Section:
    """One table: the columns of a query as they are headed, in its order.

    `query` gives a row a line; `columns` maps a column of it to a heading and the way it is
    written; `total` is a query that gives the last line. Without a row the section is left out.
    """

    title: str
    query: str
    columns: Mapping[str, tuple[str, Cell]]
    total: str | None = None
    texts: Sequence[str] = field(default_factory=tuple)

    def table(self, marts: duckdb.DuckDBPyConnection, currency: str) -> Table | None:
        """The table with what the marts answer, or None where they have nothing to say."""
        rows = _rows(marts, self.query)
        if not rows:
            return None
        table = Table(title=self.title.format(currency=currency))
        for name, (heading, _) in self.columns.items():
            table.add_column(heading, justify="left" if name in self.texts else "right")
        for row in rows:
            table.add_row(*self._cells(row))
        for row in _rows(marts, self.total) if self.total else []:
            table.add_section()
            table.add_row(*self._cells(row), style="bold")
        return table

    def _cells(self, row: Row) -> list[str]:
        return [
            "" if row[name] is None else write(row[name])
            for name, (_, write) in self.columns.items()
        ]


def _rows(marts: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    found = marts.execute(query)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _text(value: object) -> str:
    return str(value)


def _money(amount: Decimal | float) -> str:
    return f"{amount:,.2f}"


def _whole(amount: Decimal | float) -> str:
    return f"{round(amount):,}"


def _tenths(amount: Decimal | float) -> str:
    return f"{amount:,.1f}"


def _in_unit(figure: Mapping[str, Any]) -> str:
    """An amount as its metric is read; the unit is said where the metric is defined."""
    amount, unit = figure["amount"], figure["unit"]
    if amount is None:
        return ""
    match unit:
        case "price":
            return _money(amount)
        case "share":
            return f"{100 * amount:,.1f} %"
        case "percent":
            return f"{_whole(amount)} %"
        case "multiple":
            return _tenths(amount)
        case _:
            return _whole(amount)


def _day(day: date) -> str:
    return f"{day:%d %b}"


_RESULTS = """
        sum(spend) as spend,
        sum(programme_cost) as programme_cost,
        sum(sessions) as sessions,
        sum(leads) as leads,
        sum(mqls) as mqls,
        sum(customers) as customers,
        sum(revenue) as revenue,
        nullif(sum(spend) + sum(programme_cost), 0) / nullif(sum(customers), 0) as cac,
        (sum(revenue) - sum(spend) - sum(programme_cost))
            / nullif(sum(spend) + sum(programme_cost), 0) * 100 as roi_percent
    from marts.fct_channel_performance
    where attribution_model = 'first_touch' and basis = 'conversion'
"""
CHANNELS = Section(
    title="Closed loop by channel ({currency}; first touch, by conversion date, all cost)",
    query=f"""
    select
        channel, {_RESULTS}
    group by channel
    order by revenue desc, spend desc, programme_cost desc, channel
    """,
    columns={
        "channel": ("Channel", _text),
        "spend": ("Ad spend", _money),
        "programme_cost": ("Programmes", _money),
        "sessions": ("Sessions", _whole),
        "leads": ("Leads", _whole),
        "mqls": ("MQLs", _whole),
        "customers": ("Customers", _whole),
        "revenue": ("Revenue", _money),
        "cac": ("CAC", _money),
        "roi_percent": ("ROI %", _whole),
    },
    total=f"select 'Total' as channel, {_RESULTS}",
    texts=["channel"],
)
FUNNEL = Section(
    title="Funnel: how far people came, each pass counted",
    query="""
    select
        stage,
        count(*) as entered,
        count(*) filter (outcome = 'advanced') as advanced,
        100 * count(*) filter (outcome = 'advanced') / count(*) as rate,
        median(days_in_stage) filter (outcome = 'advanced') as days,
        count(*) filter (outcome in ('recycled', 'disqualified', 'lost')) as fallen,
        count(*) filter (exited_at is null) as in_it
    from marts.fct_funnel_stages
    group by stage, stage_position
    order by stage_position
    """,
    columns={
        "stage": ("Stage", _text),
        "entered": ("Entered", _whole),
        "advanced": ("Went on", _whole),
        "rate": ("%", _tenths),
        "days": ("Median days", _tenths),
        "fallen": ("Fell back or lost", _whole),
        "in_it": ("In it now", _whole),
    },
    texts=["stage"],
)
PACING = Section(
    title="Targets of the month, and others at risk or missed ({currency})",
    query="""
    select
        metric || case segment when '' then '' else ', ' || segment end as what,
        period_grain, period_end, status,
        struct_pack(unit, amount := target) as target,
        struct_pack(unit, amount := actual) as actual,
        struct_pack(unit, amount := expected_to_date) as expected,
        struct_pack(unit, amount := projection) as projection
    from marts.fct_kpi_pacing
    where
        days_elapsed > 0 and period_end >= through_date
        and (
            (segment_type = 'all' and period_grain = 'month')
            or status in ('at_risk', 'behind', 'missed')
        )
    order by segment_type <> 'all', metric, segment, period_end
    """,
    columns={
        "what": ("Metric", _text),
        "period_grain": ("Period", _text),
        "period_end": ("Until", _day),
        "target": ("Target", _in_unit),
        "actual": ("So far", _in_unit),
        "expected": ("Expected by now", _in_unit),
        "projection": ("Projection", _in_unit),
        "status": ("Status", _text),
    },
    texts=["what", "period_grain", "status"],
)
STALLED = Section(
    title="Stuck: leads that wait longer than agreed",
    query="""
    select
        stage, responsible, blocked_by,
        count(*) as leads,
        median(hours_over) / 24 as days_over,
        max(hours_over) / 24 as most_days_over
    from marts.fct_stalled_leads
    group by stage, responsible, blocked_by
    order by leads desc, stage, responsible, blocked_by
    limit 8
    """,
    columns={
        "stage": ("Stage", _text),
        "responsible": ("Who is to act", _text),
        "blocked_by": ("What is missing", _text),
        "leads": ("Leads", _whole),
        "days_over": ("Days over (median)", _tenths),
        "most_days_over": ("Days over (most)", _tenths),
    },
    total="""
    select
        'All' as stage, '' as responsible, '' as blocked_by, count(*) as leads,
        median(hours_over) / 24 as days_over, max(hours_over) / 24 as most_days_over
    from marts.fct_stalled_leads
    having count(*) > 0
    """,
    texts=["stage", "responsible", "blocked_by"],
)
SECTIONS = (CHANNELS, FUNNEL, PACING, STALLED)
