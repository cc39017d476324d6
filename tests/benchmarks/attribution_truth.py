"""Every attribution model against what really caused the sample company's conversions.

The sample company is made from hazards: each touch adds to its person's chance of asking for a
quote, of a deal, of winning it, and fades; what would have happened without any marketing is known
too. A conversion's truth is each channel's part of its hazard. Models never see it.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.child import call
from tests.benchmarks.results import Cell, Ratio, Result, Table
from tests.benchmarks.sample import sample

Say = Callable[[str], None]
Shares = Mapping[str, float]

NO_MARKETING, NO_TOUCH = "(baseline)", "(unattributed)"
TRUTH = "truth"
_TYPES = {"lead": "leads", "opportunity": "deals created", "deal_won": "deals won"}
# Columns of the table of channels; the rest stand together.
_MOST_CHANNELS = 10

_TRUE = """
    with parts as (
        select conversion_type, conversion_key, hazard, unnest(map_entries(contributions)) as part
        from read_parquet(?)
    )
    select 'truth', conversion_type, part.key, sum(part.value / hazard)
    from parts group by all
"""
_OURS = """
    select attribution_model, conversion_type, channel, sum(credit)::double
    from marts.fct_attribution group by all
"""


def credit_by_channel(warehouse: str, truth: str) -> list[list[Any]]:
    """Credit per model (or `truth`), conversion type and channel, in a child."""
    import duckdb

    with duckdb.connect(warehouse, read_only=True) as database:
        database.execute("set TimeZone = 'UTC'")
        ours = database.execute(_OURS).fetchall()
        return [list(row) for row in database.execute(_TRUE, [truth]).fetchall() + ours]


def compare(rows: list[list[Any]]) -> tuple[list[Ratio], list[Table]]:
    """Shares of each model beside the true ones, and how far apart they are.

    Args:
        rows: as `credit_by_channel` gives them.
    """
    given: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for model, kind, channel, credit in rows:
        given[kind][model][channel] = credit
    ratios: list[Ratio] = []
    tables: list[Table] = []
    for kind, name in _TYPES.items():
        true = given[kind].pop(TRUTH, None)
        if true is None:
            continue
        distances = {
            model: distance(shares(one), shares(true)) for model, one in given[kind].items()
        }
        nearest = min(distances, key=lambda model: (distances[model], model), default=None)
        if nearest is not None:
            label = f"{name}: share of credit in the wrong channel, the nearest model ({nearest})"
            ratios.append(Ratio(label, 100 * distances[nearest], unit="%"))
        tables += [_agreement(name, true, given[kind]), _channels(name, true, given[kind])]
    return ratios, tables


def shares(credit: Shares) -> dict[str, float]:
    """Parts of the whole, of channels alone: no model can know what marketing did not cause."""
    channels = {
        channel: part for channel, part in credit.items() if channel not in (NO_MARKETING, NO_TOUCH)
    }
    whole = sum(channels.values())
    return {channel: part / whole for channel, part in channels.items()} if whole else {}


def distance(one: Shares, other: Shares) -> float:
    """The part of the credit that would have to move to another channel for both to be equal."""
    channels = {*one, *other}
    return sum(abs(one.get(name, 0.0) - other.get(name, 0.0)) for name in channels) / 2


def rank_correlation(one: Shares, other: Shares) -> float:
    """Spearman's, over the channels that either has: 1 if both put them in the same order."""
    from scipy.stats import spearmanr

    channels = sorted({*one, *other})
    found = spearmanr(
        [one.get(name, 0.0) for name in channels], [other.get(name, 0.0) for name in channels]
    )
    return float(found.statistic)


def _agreement(name: str, true: Shares, models: Mapping[str, Shares]) -> Table:
    rows: list[list[Cell]] = []
    for model, credit in models.items():
        ours, right = shares(credit), shares(true)
        whole = sum(credit.values())
        worst = max(sorted({*ours, *right}), key=lambda channel: abs(_gap(channel, ours, right)))
        rows.append(
            [
                model,
                100 * distance(ours, right),
                rank_correlation(ours, right),
                f"{worst} ({100 * _gap(worst, ours, right):+.1f})",
                100 * credit.get(NO_TOUCH, 0.0) / whole,
            ]
        )
    rows.sort(key=lambda row: (row[1], row[0]))
    columns = ["model", "misplaced %", "rank correlation", "furthest off (points)", "no touch %"]
    unmarketed = 100 * true.get(NO_MARKETING, 0.0) / sum(true.values())
    note = f"In truth {unmarketed:.0f}% of {name} needed no marketing at all."
    failures = _failures(shares(true), [shares(credit) for credit in models.values()])
    said = " ".join([note, *failures])
    return Table(f"{name.capitalize()}: how near each model comes", columns, rows, said)


def _failures(true: Shares, models: Sequence[Shares]) -> list[str]:
    """Sentences on the channel that every model overrates most, and that it underrates most."""
    gaps = {
        channel: [100 * _gap(channel, ours, true) for ours in models]
        for channel in sorted({*true, *(channel for ours in models for channel in ours)})
    }
    sentences = []
    for verdict, sign in [("too much", 1), ("too little", -1)]:
        wrong = {
            channel: [sign * gap for gap in found]
            for channel, found in gaps.items()
            if all(sign * gap > 0 for gap in found)
        }
        if wrong:
            channel, found = max(wrong.items(), key=lambda one: sum(one[1]))
            sentences.append(
                f"Every model gives {channel} {verdict}: "
                f"{min(found):.1f} to {max(found):.1f} points."
            )
    return sentences


def _channels(name: str, true: Shares, models: Mapping[str, Shares]) -> Table:
    right = shares(true)
    shown = sorted(right, key=lambda channel: -right[channel])[:_MOST_CHANNELS]
    rows: list[list[Cell]] = []
    for model, credit in {TRUTH: true, **dict(sorted(models.items()))}.items():
        part = shares(credit)
        others = sum(share for channel, share in part.items() if channel not in shown)
        rows.append([model, *(100 * part.get(channel, 0.0) for channel in shown), 100 * others])
    return Table(f"{name.capitalize()}: share by channel, %", ["model", *shown, "others"], rows)


def _gap(channel: str, ours: Shares, right: Shares) -> float:
    return ours.get(channel, 0.0) - right.get(channel, 0.0)


def against_truth(folder: Path, say: Say) -> Result:
    """All models of the sample company, scored."""
    built = sample(folder, say)
    rows, _ = call(
        credit_by_channel,
        folder / "truth",
        {},
        warehouse=built.warehouse,
        truth=built.company / "truth" / "conversions.parquet",
    )
    return Result("attribution_truth", None, *compare(rows))
