"""How well the people of a built warehouse agree with the sample company's truth.

Precision: of the pairs of identifiers that we call one person, how many are. Recall: of the pairs
that are one person, how many we found; over the pairs that something in the landed data links
(directly or through other identifiers of the same person), and beside it over all pairs. The rest
are mostly cookies of somebody who never logged in and never left an address on that device: no
evidence joins them to anything, so nobody can find them without guessing.

Pairs with an identifier that is truly several people's, a kiosk's cookie, are left out of `recall`:
no division of identifiers into people holds them all, and to join nobody is right. They are in
`recall_with_shared`, and weigh in a small company: one kiosk is 6 % of the linked pairs of 400
visitors, 0.7 % of those of 2,000.

What links a pair is read from the conformed rows, not from the models of identity: evidence that
those overlook counts against them.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from pipelines.identifiers import Keyring, canonical_phone

CLICK_IDS = ("gclid", "gbraid", "wbraid", "fbclid", "msclkid", "li_fat_id", "ttclid", "twclid")
_RECORD = "concat(source_system, ':', person_source_id)"


@dataclass(frozen=True)
class Agreement:
    """Counts of pairs of identifiers, and what they come to."""

    called_one: int
    rightly_called_one: int
    linked: int
    linked_found: int
    shared_linked: int
    shared_found: int
    true_pairs: int
    true_found: int

    @property
    def precision(self) -> float:
        """Share of the pairs called one person that are one."""
        return self.rightly_called_one / self.called_one

    @property
    def recall(self) -> float:
        """Share of the pairs linked by evidence, each side one person's, called one person."""
        return self.linked_found / self.linked

    @property
    def recall_with_shared(self) -> float:
        """The same with the identifiers that are several people's."""
        found = self.linked_found + self.shared_found
        return found / (self.linked + self.shared_linked)

    @property
    def recall_of_all(self) -> float:
        """Share of all true pairs, those without any evidence included."""
        return self.true_found / self.true_pairs


def agreement(warehouse: Path, truth: Path, keys: Keyring) -> Agreement:
    """Compare `marts.dim_identifiers` with the truth.

    Args:
        warehouse: DuckDB file that dbt built, with `raw.duckdb` beside it: conformed rows of events
            are a view on raw ones.
        truth: the sandbox's `truth/people.parquet`: true_person_id, identifier_type, identifier,
            with e-mails and phones in plaintext.
        keys: the keys that the sample company was landed with.
    """
    with duckdb.connect(str(warehouse), read_only=True) as database:
        raw = str(warehouse.with_name("raw.duckdb")).replace("'", "''")
        database.execute(f"attach '{raw}' as raw (read_only)")
        _keep_truth(database, truth, keys)
        _keep_linked(database)
        database.execute(_PAIRS)
        database.execute(_SHARED)
        counts = database.execute(_COUNTS).fetchone()
    assert counts is not None
    return Agreement(*counts)


def _keep_truth(database: duckdb.DuckDBPyConnection, truth: Path, keys: Keyring) -> None:
    """The truth in the form of the warehouse, only of identifiers that landed anywhere."""
    rows = database.execute(
        "select true_person_id, identifier_type, identifier from read_parquet(?)", [str(truth)]
    ).fetchall()
    told = [(person, *_as_landed(kind, text, keys)) for person, kind, text in rows]
    names = ("person", "identifier_type", "identifier")
    given = pa.table(dict(zip(names, map(list, zip(*told, strict=True)), strict=True)))
    database.register("given", given)
    database.execute(f"create temp table observations as {_OBSERVATIONS}")
    database.execute(
        "create temp table truth as select * from given"
        " semi join observations using (identifier_type, identifier)"
    )


def _as_landed(kind: str, text: str, keys: Keyring) -> tuple[str, str]:
    if kind == "email":
        return "email_key", keys.pid("email", text)
    if kind == "phone":
        number = canonical_phone(text)
        assert number is not None, f"the truth holds {text}, which is no phone number"
        return "phone_key", keys.pid("phone", number[0])
    return kind, text


def _keep_linked(database: duckdb.DuckDBPyConnection) -> None:
    """For every true identifier of a person, the group of them that evidence connects."""
    edges = database.sql(
        """
        with seen as (
            select distinct observation, person, identifier_type, identifier
            from observations inner join truth using (identifier_type, identifier)
        )
        select dense_rank() over (order by person, identifier_type, identifier) - 1 as node,
            dense_rank() over (order by person, observation) - 1 as witness,
            person, identifier_type, identifier
        from seen
        """
    ).to_arrow_table()
    node, witness = edges["node"].to_numpy(), edges["witness"].to_numpy()
    size = int(node.max()) + int(witness.max()) + 2
    graph = coo_array(
        (np.ones(len(node), dtype=bool), (node, witness + int(node.max()) + 1)), (size, size)
    )
    labels = connected_components(graph, directed=False)[1][node]
    database.register("labelled", edges.append_column("label", pa.array(labels)))
    database.execute(
        "create temp table linked as"
        " select distinct label, person, identifier_type, identifier from labelled"
    )


def _observation(name: str, relation: str, identifiers: dict[str, str]) -> str:
    """Each row of the relation as one observation of the identifiers (name: SQL) in it."""
    told = ", ".join(f"{sql} as {column}" for column, sql in identifiers.items())
    values = ", ".join(identifiers)
    kinds = ", ".join(f"'{column.partition('_of_')[0]}'" for column in identifiers)
    return f"""
        select * from (
            select concat('{name}', row_number() over ()) as observation,
                unnest([{kinds}]) as identifier_type, unnest([{values}]) as identifier
            from (select distinct {told} from {relation})
        ) where identifier is not null
    """


def _shared_click(click_id: str) -> str:
    return f"""
        select concat('{click_id}', {click_id}), 'crm_id', {_RECORD}
        from conformed.conformed_people where {click_id} is not null
        union all
        select distinct concat('{click_id}', {click_id}), 'cookie', anonymous_id
        from conformed.conformed_web_events
        where {click_id} is not null and anonymous_id is not null
    """


_OF_A_RECORD = {
    "crm_id": _RECORD,
    "crm_id_of_contact": "source_system || ':' || converted_to_source_id",
    "crm_id_of_survivor": "source_system || ':' || merged_into_source_id",
    "email_key": "email_key",
    "phone_key": "phone_key",
    "user_id": "user_id",
    "cookie": "anonymous_id",
}
_OF_AN_EVENT = {"cookie": "anonymous_id", "user_id": "user_id", "email_key": "email_key"}
_OF_AN_ORDER = {
    "email_key": "email_key",
    "crm_id": "source_system || ':' || person_source_id",
}
_OF_A_CALL = {
    "cookie": "anonymous_id",
    "phone_key": "phone_key",
    "crm_id": "source_system || ':' || person_source_id",
}
_OBSERVATIONS = " union all ".join(
    [
        _observation("record", "conformed.conformed_people", _OF_A_RECORD),
        _observation("event", "conformed.conformed_web_events", _OF_AN_EVENT),
        _observation("order", "conformed.conformed_orders", _OF_AN_ORDER),
        _observation("call", "conformed.conformed_calls", _OF_A_CALL),
        """select concat('pair', rowid), unnest([id_type_a, id_type_b]),
            unnest([id_value_a, id_value_b]) from conformed.conformed_identities""",
        *map(_shared_click, CLICK_IDS),
    ]
)

# A pair once, whoever's it is: a shared device's cookie has several true people.
_PAIRS = "".join(
    f"""
    create temp table {pairs} as
    select distinct one.identifier_type as type_a, one.identifier as identifier_a,
        other.identifier_type as type_b, other.identifier as identifier_b
    from {relation} as one
    inner join {relation} as other
        on one.{group} = other.{group}
        and (one.identifier_type, one.identifier) < (other.identifier_type, other.identifier);
    """
    for pairs, relation, group in [
        ("true_pairs", "truth", "person"),
        ("linked_pairs", "linked", "label"),
        (
            "called_pairs",
            "(from marts.dim_identifiers semi join truth using (identifier_type, identifier))",
            "person_id",
        ),
    ]
)
_SAME = "using (type_a, identifier_a, type_b, identifier_b)"
_SHARED = """
    create temp table shared as
    select identifier_type, identifier from truth
    group by all having count(distinct person) > 1;
    create temp table shared_pairs as
    select linked_pairs.* from linked_pairs where
        exists (from shared where identifier_type = type_a and identifier = identifier_a)
        or exists (from shared where identifier_type = type_b and identifier = identifier_b);
"""
_COUNTS = f"""
    select
        (select count(*) from called_pairs),
        (select count(*) from called_pairs semi join true_pairs {_SAME}),
        (select count(*) from linked_pairs anti join shared_pairs {_SAME}),
        (select count(*) from linked_pairs
            anti join shared_pairs {_SAME} semi join called_pairs {_SAME}),
        (select count(*) from shared_pairs),
        (select count(*) from shared_pairs semi join called_pairs {_SAME}),
        (select count(*) from true_pairs),
        (select count(*) from true_pairs semi join called_pairs {_SAME})
"""
