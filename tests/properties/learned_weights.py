"""The models that learn weights from paths, on the statements dbt runs, over paths in memory."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

import duckdb
import pyarrow as pa

from tests.properties.macros import MACROS, Macros, Owner

MODELS = MACROS.parent / "models" / "intermediate" / "attribution"
FILES = (
    "engine/scratch_table.sql",
    "engine/neighbours_in_path.sql",
    "attribution/left_out_groups.sql",
    "attribution/markov_chain.sql",
    "attribution/markov_matrix.sql",
    "attribution/markov_walk.sql",
    "attribution/path_windows.sql",
)
LEARNED = (
    "int_markov_transitions",
    "int_markov_removal_effects",
    "int_shapley_coalitions",
    "int_shapley_positions",
    "int_data_driven_weights",
)
# A path: whether it converted, and the channels it touched in order.
Journey = tuple[bool, Sequence[str]]
# A transition of a chain: the states it goes from and to, and how many paths took it.
Transition = tuple[int, int, int]


class Learned:
    """A database with paths as `int_path_steps`, and a model of every data-driven method.

    Args:
        journeys: the paths; not used if there is a connection.
        connection: one that has `int_path_steps`, all of the window `all`; else one in memory.
    """

    def __init__(
        self,
        journeys: Iterable[Journey] = (),
        connection: duckdb.DuckDBPyConnection | None = None,
    ) -> None:
        self.connection = connection or duckdb.connect(config={"threads": 1})
        self._macros = Macros(self.connection, *FILES)
        if connection is None:
            self._give_steps(list(journeys))
        self.connection.execute(
            "create or replace table int_path_kinds as"
            " select 1 as path_kind, 'all' as path_window, 'order' as conversion_type"
        )
        self.connection.execute(
            "create or replace table int_attribution_models as select * from (values"
            " ('markov_1', 'markov', 1), ('markov_2', 'markov', 2), ('markov_3', 'markov', 3),"
            " ('shapley', 'shapley', null), ('shapley_ordered', 'shapley_ordered', null)"
            " ) as models (attribution_model, method, markov_order)"
        )
        self.connection.execute(
            "alter table int_attribution_models add column path_window varchar default 'all';"
            "alter table int_attribution_models add column conversion_types varchar"
        )

    def _give_steps(self, journeys: Sequence[Journey]) -> None:
        steps = [
            (number, converts, position, channel)
            for number, (converts, channels) in enumerate(journeys, 1)
            for position, channel in enumerate(channels, 1)
        ]
        kinds = [pa.int64(), pa.bool_(), pa.int32(), pa.string()]
        columns = ["path_id", "is_converting", "position", "channel"]
        given = pa.table(
            {
                name: pa.array([step[index] for step in steps], kind)
                for index, (name, kind) in enumerate(zip(columns, kinds, strict=True))
            }
        )
        self.connection.register("given", given)
        self.connection.execute(
            "create table int_path_steps as select 1 as path_kind, 'all' as path_window,"
            " 'order' as conversion_type, * from given"
        )
        self.connection.unregister("given")

    def learn(self, *models: str) -> None:
        """Build models, in the order given; without any, all."""
        for model in models or LEARNED:
            text = (MODELS / f"{model}.sql").read_text(encoding="utf-8")
            query = self._macros.rendered(text, ref=lambda name: name, config=lambda **_: "")
            if model == "int_markov_removal_effects":
                query = f"from {self._macros.all_removal_effects(Owner(model), query)}"
            self.connection.execute(f"create or replace table {model} as {query}")

    def groups(self) -> list[tuple[int, int]]:
        """Every path's number and the group that is left out with it, by number."""
        group = self._macros.path_group("path_id")
        return self.connection.execute(
            f"select path_id, {group} from int_path_steps group by path_id order by path_id"
        ).fetchall()

    def weights(self, model: str) -> dict[str, float]:
        """What each channel weighs in a model; of an ordered one, summed over positions."""
        return dict(
            self.connection.execute(
                "select channel, sum(weight) from int_data_driven_weights"
                " where attribution_model = ? group by channel",
                [model],
            ).fetchall()
        )

    def effects(self, chains: Sequence[Sequence[Transition]], order: int) -> list[dict[int, float]]:
        """The removal effects of chains of one order: channel numbers to effects, per chain."""
        rows = [(chain, *move) for chain, moves in enumerate(chains) for move in moves]
        self.connection.register(
            "counted",
            pa.table(
                {
                    name: pa.array([row[index] for row in rows], pa.int64())
                    for index, name in enumerate(["chain", "state_from", "state_to", "paths"])
                }
            ),
        )
        effects = self._macros.all_removal_effects(
            Owner("chains"),
            "select chain as path_window, 0 as conversion_type, -1 as left_out_group,"
            f" {order} as markov_order, state_from, state_to, paths,"
            " case when state_to > 0 then state_to % 100000 end as channel from counted",
        )
        found = self.connection.execute(
            f"select path_window, channel, removal_effect from {effects} order by path_window"
        ).fetchall()
        self.connection.execute(f"drop table {effects}")
        of_chain = {chain: list(rows) for chain, rows in groupby(found, key=lambda row: row[0])}
        return [
            {channel: effect for _, channel, effect in of_chain.get(chain, [])}
            for chain in range(len(chains))
        ]


def data_of_channelattribution() -> Path | None:
    """The PathData that the installed channelattribution carries, if it is installed."""
    from importlib.metadata import PackageNotFoundError, files

    try:
        carried = files("channelattribution") or []
    except PackageNotFoundError:
        return None
    return next((Path(str(file.locate())) for file in carried if file.name == "Data.csv"), None)
