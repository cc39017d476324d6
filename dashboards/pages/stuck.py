"""What is stuck: who waits longer than agreed, whose they are, and what would move them on."""

import pandas as pd
import plotly.graph_objects as go

from dashboards.exhibit import Column, Exhibit, Page, Table, Tile, Tiles
from dashboards.filters import Filters
from dashboards.stages import stage, stages
from dashboards.theme import Theme, days, percent, whole

# Okabe and Ito's colours; what nobody can work on before it has an owner stands out.
_BLOCKED_BY = {
    "no owner": "#d55e00",
    "owner has left": "#cc79a7",
    "no activity yet": "#e69f00",
    "no next step": "#56b4e9",
    "next step overdue": "#0072b2",
    "next step planned": "#009e73",
}
_RESPONSES = {
    "in time": "#009e73",
    "late": "#e69f00",
    "decided untouched": "#56b4e9",
    "overdue": "#d55e00",
    "waiting": "#c9ced6",
}
_GIVEN_BACK = {"rejected": "#d55e00", "recycled": "#e69f00", "after accepting": "#0072b2"}
_STAGE_COLOURS = ("#0072b2", "#56b4e9", "#009e73", "#e69f00", "#cc79a7", "#d55e00")


def key_figures(rows: pd.DataFrame, _: Filters, __: Theme) -> Tiles:
    """How many wait, for what, and how fast sales answers."""
    now = rows.iloc[0]
    return Tiles(
        (
            Tile("Stuck leads", whole(now["stuck_leads"]), note="Longer in a stage than agreed."),
            Tile(
                "Nobody to act",
                whole(now["without_active_owner"]),
                note="Without an owner, or whose owner has left.",
            ),
            Tile("Steps overdue", whole(now["next_steps_overdue"])),
            Tile(
                "Over by, median",
                days(now["median_days_over"]),
                note=f"At most {days(now['longest_days_over'])}.",
            ),
            Tile(
                "Answered in time",
                percent(now["in_time_percent"]),
                note=f"{whole(now['answered_in_time'])} of {whole(now['due'])} leads that were "
                "handed over in the period and have been due since.",
            ),
        )
    )


def by_stage(rows: pd.DataFrame, _: Filters, theme: Theme) -> go.Figure:
    """A bar a stage, cut by what is missing."""
    order = stages(rows.drop_duplicates("stage")["stage"], theme)
    figure = theme.figure(height=130 + 58 * len(order))
    for blocked_by in _known_first(rows["blocked_by"], _BLOCKED_BY):
        part = rows[rows["blocked_by"] == blocked_by]
        figure.add_bar(
            name=theme.text(blocked_by),
            orientation="h",
            y=stages(part["stage"], theme),
            x=part["leads"].tolist(),
            marker_color=_BLOCKED_BY.get(blocked_by),
            customdata=part[["median_days_over", "longest_days_over"]].to_numpy().tolist(),
            hovertemplate="%{y}, "
            + theme.text(blocked_by)
            + ": %{x:,}<br>over by %{customdata[0]:.1f} days (median), %{customdata[1]:.1f} at most"
            "<extra></extra>",
        )
    figure.update_layout(barmode="stack", legend_traceorder="normal")
    figure.update_yaxes(
        type="category",
        categoryorder="array",
        categoryarray=order,
        autorange="reversed",
        showgrid=False,
    )
    figure.update_xaxes(tickformat=",")
    return figure


def how_long(rows: pd.DataFrame, _: Filters, theme: Theme) -> go.Figure:
    """A column a length of waiting, cut by stage."""
    waits = rows.drop_duplicates("wait_position").sort_values("wait_position")["days_over"]
    figure = theme.figure(height=360)
    for number, (_, part) in enumerate(rows.groupby("stage_position", dropna=False)):
        figure.add_bar(
            name=theme.text(stage(part.iloc[0]["stage"])),
            x=part["days_over"].tolist(),
            y=part["leads"].tolist(),
            marker_color=_STAGE_COLOURS[number % len(_STAGE_COLOURS)],
        )
    figure.update_layout(barmode="stack", legend_traceorder="normal", hovermode="x unified")
    figure.update_xaxes(type="category", categoryorder="array", categoryarray=waits.tolist())
    figure.update_yaxes(tickformat=",")
    return figure


def by_owner(rows: pd.DataFrame, _: Filters, __: Theme) -> Table:
    """A line an owner."""
    return Table(
        rows,
        (
            Column("owner", "Owner"),
            Column("owner_team", "Team"),
            Column("owner_role", "Role"),
            Column("is_owner_active", "Active", "yes_no"),
            Column("leads", "Stuck", "whole"),
            Column("no_activity_yet", "No activity yet", "whole"),
            Column("no_next_step", "No next step", "whole"),
            Column("next_step_overdue", "Step overdue", "whole"),
            Column("next_step_planned", "Step planned", "whole"),
            Column("median_days_over", "Days over, median", "tenths"),
            Column("longest_days_over", "Days over, most", "tenths"),
        ),
    )


def worklist(rows: pd.DataFrame, _: Filters, __: Theme) -> Table:
    """A line a lead, with what to do."""
    return Table(
        rows.assign(stage=[stage(name) for name in rows["stage"]]),
        (
            Column("stage", "Stage"),
            Column("crm_record", "CRM record"),
            Column("company", "Company"),
            Column("owner", "Owner"),
            Column("owner_team", "Team"),
            Column("blocked_by", "What is missing"),
            Column("what_to_do", "What to do"),
            Column("days_over", "Days over", "tenths"),
            Column("waiting_since", "Waiting since", "day"),
            Column("last_activity", "Last activity", "day"),
            Column("next_step_due", "Next step due", "day"),
        ),
    )


def speed_to_lead(rows: pd.DataFrame, _: Filters, theme: Theme) -> go.Figure:
    """A column a week, cut by how sales answered."""
    figure = theme.figure(height=380)
    for response in _known_first(rows["response"], _RESPONSES):
        part = rows[rows["response"] == response]
        figure.add_bar(
            name=theme.text(response),
            x=part["week_start_date"].tolist(),
            y=part["percent"].tolist(),
            marker_color=_RESPONSES.get(response),
            customdata=part[["leads", "handed_over"]].to_numpy().tolist(),
            hovertemplate="%{y:.0f} % (%{customdata[0]:,} of %{customdata[1]:,})",
        )
    figure.update_layout(
        barmode="stack", legend_traceorder="normal", hovermode="x unified", bargap=0.12
    )
    figure.update_yaxes(range=[0, 100], ticksuffix=" %")
    return figure


def speed_by_team(rows: pd.DataFrame, _: Filters, __: Theme) -> Table:
    """A line a team."""
    return Table(
        rows,
        (
            Column("team", "Team"),
            Column("handed_over", "Handed over", "whole"),
            Column("in_time", "In time", "whole"),
            Column("in_time_percent", "In time, %", "percent"),
            Column("median_hours", "Hours to first contact, median", "tenths"),
            Column("nobody_answered", "Nobody answered", "whole"),
            Column("accepted", "Accepted", "whole"),
            Column("accepted_percent", "Accepted, %", "percent"),
            Column("given_back", "Given back", "whole"),
        ),
    )


def given_back(rows: pd.DataFrame, _: Filters, theme: Theme) -> go.Figure:
    """A bar a reason, cut by when the lead was given back."""
    labels = theme.labels(rows["reason"])
    figure = theme.figure(height=110 + 40 * len(labels))
    for how in _known_first(rows["given_back"], _GIVEN_BACK):
        part = rows[rows["given_back"] == how]
        figure.add_bar(
            name=theme.text(how),
            orientation="h",
            y=[labels[reason] for reason in part["reason"]],
            x=part["leads"].tolist(),
            marker_color=_GIVEN_BACK.get(how),
            hovertemplate="%{y}, " + theme.text(how) + ": %{x:,}<extra></extra>",
        )
    figure.update_layout(barmode="stack", legend_traceorder="normal")
    figure.update_yaxes(
        type="category",
        categoryorder="array",
        categoryarray=list(labels.values()),
        autorange="reversed",
        showgrid=False,
    )
    return figure


def _known_first(found: pd.Series, known: dict[str, str]) -> list[str]:
    """What there is, in the order of what is known, then anything else by name."""
    there = set(found)
    return [name for name in known if name in there] + sorted(there - known.keys())


_NOBODY_WAITS = "Nobody waits for longer than seeds/stage_slas.csv allows."
_NOTHING_HANDED_OVER = "No lead was handed over to sales in these days. Choose more days."

STUCK = Page(
    name="stuck",
    title="What is stuck",
    icon="hourglass_top",
    question="Who waits longer than agreed, whose are they, and what would move them on?",
    exhibits=(
        Exhibit(
            "key_figures",
            "At a glance",
            "Stuck is who is in a stage for longer than seeds/stage_slas.csv allows, as of the "
            "newest landing.",
            key_figures,
            when_empty="Nobody waits, and no lead was handed over in these days.",
        ),
        Exhibit(
            "by_stage",
            "Where, and what is missing",
            "Mend what stands leftmost first: without an owner nobody will act.",
            by_stage,
            when_empty=_NOBODY_WAITS,
            is_half=True,
        ),
        Exhibit(
            "how_long",
            "For how long beyond what was agreed",
            "What is old is rarely won by waiting: give it back, or close it.",
            how_long,
            when_empty=_NOBODY_WAITS,
            is_half=True,
        ),
        Exhibit(
            "by_owner",
            "Whose they are",
            "Owners by their id in the CRM; the names are there.",
            by_owner,
            when_empty=_NOBODY_WAITS,
        ),
        Exhibit(
            "worklist",
            "The list to work through",
            "Nearest to money first, then whoever waits longest. The CSV holds the whole list.",
            worklist,
            when_empty=_NOBODY_WAITS,
        ),
        Exhibit(
            "speed_to_lead",
            "How fast sales answers",
            "Leads by the week they were handed over. In time and late: a seller was in touch. "
            "Decided untouched: accepted or given back without that. Overdue: nobody has answered.",
            speed_to_lead,
            when_empty=_NOTHING_HANDED_OVER,
        ),
        Exhibit(
            "speed_by_team",
            "How fast, by team",
            "In time is of the leads that are due. Hours are of those that were answered.",
            speed_by_team,
            when_empty=_NOTHING_HANDED_OVER,
        ),
        Exhibit(
            "given_back",
            "Why leads are given back",
            "As sellers say in the CRM. What comes back after being accepted cost both sides time.",
            given_back,
            when_empty="No lead was given back in these days.",
        ),
    ),
)
