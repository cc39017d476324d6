"""Markov and Shapley on millions of paths: ours, the least it could cost, and a peer beside it.

Paths are made in the database, the same for the same number: one to twenty touches (3.3 on average)
of twenty channels, every tenth path converts. Ours are the models' own statements.
"""

import resource
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from tests.benchmarks.child import call
from tests.benchmarks.results import Cell, Ratio, Result, Table, at_most
from tests.properties.learned_weights import Learned

Say = Callable[[str], None]
# Paths; the peer joins in up to a million.
SIZES = (1_000_000, 10_000_000)
MOST_FOR_THE_PEER = 1_000_000

CHANNELS = 20

# One pass over the touches as they are stored, in order: each with the one before it in its path.
FLOOR = """
    select previous, channel, count(*) from (
        select channel, case when position > 1 then lag(channel) over () end as previous
        from int_path_steps
    ) group by all
"""
# What is left to do once the sets are counted.
VALUES = """
    select channel, sum(conversions / channels::double) from int_shapley_coalitions group by channel
"""


@dataclass(frozen=True)
class Measured:
    """What one way took: seconds on the clock and of the processor, and its channels' weights.

    Weights are shares of the conversions, by channel; of the floor, none.
    """

    seconds: float
    cpu_seconds: float
    shares: dict[str, float]


def make_paths(connection: duckdb.DuckDBPyConnection, paths: int) -> None:
    """Make the table `int_path_steps` of so many paths, stored in their order."""
    connection.execute(
        f"""
        create or replace table int_path_steps as
        with lengths as (
            select path_id, least(20, 1 + floor(
                -2.8 * ln(1 - hash(path_id, 1) % 1000000 / 1e6)
            ))::integer as touches
            from range(1, {paths} + 1) as numbers(path_id)
        ), steps as (
            select path_id, unnest(range(1, touches + 1))::integer as position from lengths
        )
        select
            cast(1 as smallint) as path_kind,
            'all' as path_window,
            'order' as conversion_type,
            path_id,
            path_id % 10 = 0 as is_converting,
            position,
            'Channel number ' || floor(
                {CHANNELS} * pow(hash(path_id, position, 2) % 1000000 / 1e6, 1.5)
            )::integer as channel
        from steps
        """
    )


def run_floor(connection: duckdb.DuckDBPyConnection) -> Measured:
    """One ordered pass over the touches."""

    def passed() -> dict[str, float]:
        connection.execute(FLOOR).fetchall()
        return {}

    return _timed(passed)


def run_markov(connection: duckdb.DuckDBPyConnection, order: int = 1) -> Measured:
    """Removal effects of one order, with their intervals, from the steps on."""
    learned = _only(connection, f"markov_order = {order}")

    def effects() -> dict[str, float]:
        learned.learn("int_markov_transitions", "int_markov_removal_effects")
        return _shares(
            connection,
            "select channel, removal_effect from int_markov_removal_effects"
            " where left_out_group = -1",
        )

    return _timed(effects)


def count_coalitions(connection: duckdb.DuckDBPyConnection) -> Measured:
    """Sets of channels, counted from the steps."""
    learned = _only(connection, "method = 'shapley'")

    def counted() -> dict[str, float]:
        learned.learn("int_shapley_coalitions")
        return {}

    return _timed(counted)


def run_shapley(connection: duckdb.DuckDBPyConnection) -> Measured:
    """Shapley values of the sets that `count_coalitions` left."""
    return _timed(lambda: _shares(connection, VALUES))


def run_shapley_ordered(connection: duckdb.DuckDBPyConnection) -> Measured:
    """Shapley values by position, from the steps on."""
    learned = _only(connection, "method = 'shapley_ordered'")

    def values() -> dict[str, float]:
        learned.learn("int_shapley_positions")
        return _shares(
            connection,
            "select channel, sum(shapley_value) from int_shapley_positions group by channel",
        )

    return _timed(values)


def peer_is_installed() -> bool:
    """Whether channelattribution can be run: `pip install '.[peers]'`."""
    return find_spec("ChannelAttribution") is not None


def run_peer(connection: duckdb.DuckDBPyConnection, order: int = 1) -> Measured:
    """The markov_model of channelattribution, over paths as it wants them: counted texts.

    Making the texts is not timed, nor is importing it.
    """
    from ChannelAttribution import markov_model

    paths = connection.sql(
        """
        with paths as (
            select
                string_agg(channel, ' > ' order by position) as path,
                any_value(is_converting) as converts
            from int_path_steps group by path_id
        )
        select path, count(*) filter (converts) as conversions,
            count(*) filter (not converts) as others
        from paths group by path order by path
        """
    ).df()

    def simulated() -> dict[str, float]:
        found = markov_model(
            paths, "path", "conversions", var_null="others", order=order, verbose=False
        )
        total = found["total_conversions"].sum()
        return dict(zip(found["channel_name"], found["total_conversions"] / total, strict=True))

    return _timed(simulated)


def paths_beside_a_pass(folder: Path, say: Say) -> Result:
    """Every size of SIZES, each in a process and a database of its own, which is deleted.

    Args:
        folder: takes logs and the databases.
        say: told what happens.
    """
    ratios: list[Ratio] = []
    rows: list[list[Cell]] = []
    for paths in SIZES:
        with TemporaryDirectory(dir=folder) as scratch:
            database = Path(scratch) / "paths.duckdb"
            # What one size leaves of a process's memory took another a third of its time.
            told, _ = call(all_ways, folder / "paths", {}, path=database, paths=paths)
        found = {way: Measured(**cost) for way, cost in told.items()}
        rows += [[way, paths, cost.seconds, cost.cpu_seconds] for way, cost in found.items()]
        for way, cost in found.items():
            say(f"{paths:,} paths, {way}: {cost.seconds:.2f} s")
        markov = found["Markov, first order"]
        pass_over = markov.seconds / found["one ordered pass"].seconds
        what = f"first-order Markov of {paths:,} paths, beside one ordered pass over their touches"
        # Of few paths, what eleven chains take whatever their length is half of it.
        is_largest = paths == max(SIZES)
        ratios.append(
            at_most(what, pass_over, 2, " times")
            if is_largest
            else Ratio(what, pass_over, unit=" times")
        )
        if _PEER in found:
            beside = markov.seconds / found[_PEER].seconds
            what = f"first-order Markov of {paths:,} paths, beside {_PEER}"
            ratios.append(at_most(what, beside, 1, " times"))
            apart = largest_difference(markov, found[_PEER])
            ratios.append(Ratio("largest difference of a channel's share, ours and its", apart))
        values = found["Shapley values of the sets"].seconds
        what = (
            f"Shapley values of {CHANNELS} channels, once their sets are counted ({paths:,} paths)"
        )
        ratios.append(at_most(what, values, 1, " s"))
    note = "" if peer_is_installed() else f"{_PEER} was not installed: pip install '.[peers]'"
    columns = ["what", "paths", "seconds", "CPU seconds"]
    return Result("data_driven_speed", None, ratios, [Table("", columns, rows, note)])


_PEER = "channelattribution's markov_model"


def all_ways(path: str, paths: int) -> dict[str, dict[str, Any]]:
    """Measure one size; every way by its name, as the fields of `Measured`."""
    with duckdb.connect(path) as connection:
        make_paths(connection, paths)
        connection.execute("checkpoint")
        found = {
            "one ordered pass": run_floor(connection),
            "Markov, first order": run_markov(connection),
            "counting sets of channels": count_coalitions(connection),
            "Shapley values of the sets": run_shapley(connection),
            "Shapley values by place": run_shapley_ordered(connection),
        }
        if paths <= MOST_FOR_THE_PEER:
            found["Markov, second order"] = run_markov(connection, 2)
            found["Markov, third order"] = run_markov(connection, 3)
            if peer_is_installed():
                found[_PEER] = run_peer(connection)
    return {way: asdict(cost) for way, cost in found.items()}


def largest_difference(one: Measured, other: Measured) -> float:
    """By how much the share of any channel differs."""
    names = one.shares.keys() | other.shares.keys()
    return max(abs(one.shares.get(name, 0) - other.shares.get(name, 0)) for name in names)


def _only(connection: duckdb.DuckDBPyConnection, condition: str) -> Learned:
    learned = Learned(connection=connection)
    connection.execute(f"delete from int_attribution_models where ({condition}) is not true")
    return learned


def _shares(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, float]:
    weights: dict[str, float] = dict(connection.execute(query).fetchall())
    return {channel: weight / sum(weights.values()) for channel, weight in weights.items()}


def _timed(work: Callable[[], dict[str, float]]) -> Measured:
    started, cpu = time.perf_counter(), _cpu_seconds()
    shares = work()
    return Measured(time.perf_counter() - started, _cpu_seconds() - cpu, shares)


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
