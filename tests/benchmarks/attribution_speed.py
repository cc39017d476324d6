"""What all rule-based models take, beside the plain join of conversions to their touches.

Both read the same tables: conversions, their people, and touches. The join is what anybody would
write who wants a conversion's touches and nothing else; ours goes on to windows, paths, the credit
of every touch in every rule-based model, and the money of the conversions that have a value.
"""

import resource
import time
from collections.abc import Callable
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
    select conversions.conversion_id, touches.touchpoint_id, touches.channel, touches.touched_at
    from intermediate.int_conversions as conversions
    inner join intermediate.int_conversion_people as people
        on conversions.conversion_id = people.conversion_id
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
    """Seconds of the join and of all rule-based models, and what both gave.

    Args:
        chain: up to the money of conversions, as dbt compiles it.
        path: a database file to be made.
        conversions: how many.
    """
    with chain.database(str(path)) as database:
        database.execute(f"delete from seeds.attribution_models where not {_RULES}")
        fill(database, conversions)
        database.execute("checkpoint")
        joined = _seconds(database, f"create table joined as {PLAIN_JOIN}")
        # What is a view until fct_attribution reads it is written here: all rows are worked out.
        last = chain.models[-1][0]
        steps = {
            name.partition(".")[2]: _seconds(
                database, f"create {'table' if name == last else chain.kind(name)} {name} as {sql}"
            )
            for name, sql in chain.models
        }
        again = _seconds(database, f"create table joined_again as {PLAIN_JOIN}")
        return {
            "join": min(joined, again, key=lambda cost: cost[0]),
            "steps": steps,
            "touches": _count(database, "joined"),
            "models": _count(database, "seeds.attribution_models"),
            "credits": _count(database, chain.models[-1][0]),
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
        join, join_cpu = found["join"]
        ours = sum(wall for wall, _ in found["steps"].values())
        ours_cpu = sum(cpu for _, cpu in found["steps"].values())
        models = f"all {found['models']} models"
        say(f"{conversions:,} conversions: join {join:.2f} s, {models} {ours:.2f} s")
        what = f"all rule-based models on {conversions:,} conversions, beside the plain join"
        # Seconds on the clock are as much the neighbours' as ours where a machine is shared.
        ratios += [
            at_most(what, ours / join, MOST_TIMES, " times"),
            at_most(f"{what}, CPU seconds", ours_cpu / join_cpu, MOST_TIMES, " times"),
        ]
        rows.append(["plain join", conversions, found["touches"], join, join_cpu])
        rows.append([models, conversions, found["credits"], ours, ours_cpu])
        rows += [
            [name, conversions, None, *cost]
            for name, cost in found["steps"].items()
            if cost[0] >= LEAST_SECONDS
        ]
    columns = ["what", "conversions", "rows", "seconds", "CPU seconds"]
    return Result("attribution_speed", None, ratios, [Table("Join and models", columns, rows)])


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
