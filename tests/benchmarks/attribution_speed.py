"""What all rule-based models take, beside the plain join of conversions to their touches.

Both read the same tables: conversions, their people and values, and touches. The join is what
anybody would write who wants a conversion's touches, with what a model asks of both; ours goes on
to windows, paths, the credit of every touch in every rule-based model, and the money of the
conversions that have a value.

Either writes what it stores: the join its table, ours the tables that dbt makes. The last model is
a view, which `fct_attribution` reads once: so it is read here, every column of every row. What it
takes to write those rows as well, which nothing does, is told beside it.
"""

import resource
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from tests.benchmarks.results import Cell, Ratio, Result, Table, at_most
from tests.properties.attribution_chain import BEFORE_PATHS, Chain, compile_chain

Say = Callable[[str], None]
CONVERSIONS = (100_000, 1_000_000)
TOUCHES_PER_PERSON = 3.3
# Deals and orders have a value; inquiries, leads and stages of the funnel have none.
VALUED = 0.2
MOST_TIMES = 3.0
# Views take next to nothing until they are read.
LEAST_SECONDS = 0.002
PLAIN_JOIN = """
    select
        conversions.conversion_id, conversions.conversion_type, conversions.converted_at,
        money.value, money.value_reporting,
        touches.touchpoint_id, touches.channel, touches.is_direct, touches.touched_at
    from intermediate.int_conversions as conversions
    inner join intermediate.int_conversion_people as people
        on conversions.conversion_id = people.conversion_id
    left join intermediate.int_conversion_values as money
        on conversions.conversion_id = money.conversion_id
    inner join intermediate.int_touchpoints as touches
        on people.person_id = touches.person_id
        and conversions.converted_at >= touches.touched_at
"""
_RULES = "method not in ('markov', 'shapley', 'shapley_ordered')"


def fill(database: duckdb.DuckDBPyConnection, conversions: int) -> None:
    """Put as many conversions of as many people into the tables the chain begins with."""
    touches = round(conversions * TOUCHES_PER_PERSON)
    database.execute("select setseed(0.7)")
    database.execute(
        "insert into intermediate.int_touchpoints by name"
        " select md5('touch' || touch) as touchpoint_id,"
        f" md5('person' || floor({conversions} * power(random(), 1.3))::bigint) as person_id,"
        " 'session' as touchpoint_type,"
        " timestamp '2026-01-01' + to_microseconds((random() * 1e13)::bigint) as touched_at,"
        " channels.channel, channels.channel = 'Direct' as is_direct"
        f" from range({touches}) as numbers(touch)"
        " inner join seeds.channels as channels on channels.channel_order = 1 + touch % 24"
    )
    database.execute(
        "insert into intermediate.int_conversions by name"
        " select md5('conversion' || number) as conversion_id,"
        f" if(number % 100 < {100 * VALUED}, 'order', 'mqi') as conversion_type,"
        " md5('person' || number) as person_id, 1 as cycle,"
        " timestamp '2026-05-01' + to_microseconds((random() * 1e12)::bigint) as converted_at"
        f" from range({conversions}) as numbers(number)"
    )
    database.execute(
        "insert into intermediate.int_conversion_people"
        " select conversion_id, person_id, 1 from intermediate.int_conversions"
    )
    database.execute(
        "insert into intermediate.int_conversion_values by name"
        " select conversion_id, money as value, money as value_reporting, 'EUR' as currency_code"
        " from (select conversion_id, if(conversion_type = 'order',"
        " (random() * 1000)::decimal(18, 2), null) as money from intermediate.int_conversions)"
    )


def measure(chain: Chain, path: Path, conversions: int) -> dict[str, Any]:
    """Seconds of the join, of all rule-based models and of writing their rows; what both gave.

    Args:
        chain: up to the money of conversions, as dbt compiles it.
        path: a database file to be made.
        conversions: how many.
    """
    with chain.database(str(path)) as database:
        # As profiles.yml has it.
        database.execute("set checkpoint_threshold = '1GB'; set preserve_insertion_order = false")
        database.execute(f"delete from seeds.attribution_models where not {_RULES}")
        fill(database, conversions)
        database.execute("checkpoint")
        # One after the other, twice: the better of either is what it takes.
        joins, models, writes = [], [], []
        for _ in range(2):
            joins.append(_seconds(database, f"create or replace table joined as {PLAIN_JOIN}"))
            steps = {}
            for name, sql in chain.models:
                made = f"create or replace {chain.kind(name)} {name} as {sql}"
                steps[name.partition(".")[2]] = _seconds(database, made)
            last = chain.models[-1][0]
            read = f"select max(columns(*)) from {last}"
            steps[last.partition(".")[2]] = _seconds(database, read)
            models.append(steps)
            written = f"create or replace table written as from {last}"
            writes.append(_seconds(database, written))
        return {
            "join": min(joins),
            "steps": min(models, key=lambda steps: _sum(steps.values())),
            "written": min(writes),
            "touches": _count(database, "joined"),
            "models": _count(database, "seeds.attribution_models"),
            "credits": _count(database, "written"),
        }


def rules_beside_a_join(folder: Path, say: Say) -> Result:
    """Every size of CONVERSIONS; dbt compiles the models once.

    Args:
        folder: takes what dbt compiles; databases are made in it and deleted.
        say: told what happens.
    """
    say("compiling the models …")
    chain = compile_chain(
        folder / "attribution-chain", last="int_attributed_touches", before=BEFORE_PATHS
    )
    ratios: list[Ratio] = []
    rows: list[list[Cell]] = []
    for conversions in CONVERSIONS:
        with TemporaryDirectory(dir=folder) as scratch:
            found = measure(chain, Path(scratch) / "memory.duckdb", conversions)
        models = f"all {found['models']} models"
        *before, last = found["steps"]
        costs = {
            models: _sum(found["steps"].values()),
            f"{models}, every row written": _sum(
                [*(found["steps"][name] for name in before), found["written"]]
            ),
        }
        join = found["join"]
        say(f"{conversions:,} conversions: join {join[0]:.2f} s, {models} {costs[models][0]:.2f} s")
        what = f"all rule-based models on {conversions:,} conversions, beside the plain join"
        # Seconds on the clock are as much the neighbours' as ours where a machine is shared.
        times, of_cpu = (ours / plain for ours, plain in zip(costs[models], join, strict=True))
        *_, written = costs.values()
        ratios += [
            at_most(what, times, MOST_TIMES, " times"),
            at_most(f"{what}, CPU seconds", of_cpu, MOST_TIMES, " times"),
            Ratio(f"{what}, every row written", written[0] / join[0], unit=" times"),
        ]
        rows.append(["plain join", conversions, found["touches"], *join])
        rows += [[name, conversions, found["credits"], *cost] for name, cost in costs.items()]
        rows += [
            [name, conversions, None, *cost]
            for name, cost in found["steps"].items()
            if cost[0] >= LEAST_SECONDS
        ]
        rows.append([f"{last}, written", conversions, None, *found["written"]])
    columns = ["what", "conversions", "rows", "seconds", "CPU seconds"]
    return Result("attribution_speed", None, ratios, [Table("Join and models", columns, rows)])


def _sum(costs: Iterable[tuple[float, float]]) -> tuple[float, float]:
    walls, cpus = zip(*costs, strict=True)
    return sum(walls), sum(cpus)


def _seconds(database: duckdb.DuckDBPyConnection, statement: str) -> tuple[float, float]:
    """Seconds on the clock and of the processor."""
    started, cpu = time.perf_counter(), _cpu()
    database.execute(statement)
    return time.perf_counter() - started, _cpu() - cpu


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _count(database: duckdb.DuckDBPyConnection, table: str) -> int:
    [(rows,)] = database.execute(f"select count(*) from {table}").fetchall()
    return int(rows)
