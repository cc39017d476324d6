"""Shapley values of paths against all orders in which channels can join, and their axioms."""

from collections import defaultdict
from itertools import permutations
from math import factorial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties.learned_weights import Journey, Learned

journeys_of = {
    channels: st.lists(
        st.tuples(
            st.booleans(),
            st.lists(st.sampled_from("abcdefgh"[:channels]), min_size=1, max_size=9).map(tuple),
        ),
        min_size=1,
        max_size=20,
    )
    for channels in (4, 8)
}
METHODS = ("shapley", "shapley_ordered")


def learned(paths: list[Journey]) -> Learned:
    """The models of both methods, built."""
    database = Learned(paths)
    database.connection.execute("delete from int_attribution_models where method = 'markov'")
    database.learn()
    return database


def conversions(paths: list[Journey], coalition: frozenset[str]) -> int:
    """The game: conversions of paths whose channels all lie in the coalition."""
    return sum(converts and coalition.issuperset(channels) for converts, channels in paths)


def joined_in_every_order(paths: list[Journey]) -> dict[str, float]:
    """What each channel adds when it joins, averaged over all orders."""
    players = sorted({channel for converts, channels in paths if converts for channel in channels})
    worth: dict[frozenset[str], int] = {}
    added: defaultdict[str, float] = defaultdict(float)
    for order in permutations(players):
        coalition: frozenset[str] = frozenset()
        before = 0
        for player in order:
            coalition |= {player}
            if coalition not in worth:
                worth[coalition] = conversions(paths, coalition)
            added[player] += worth[coalition] - before
            before = worth[coalition]
    return {player: total / factorial(len(players)) for player, total in added.items()}


@settings(deadline=None, max_examples=8)
@given(journeys_of[8])
def test_values_are_those_of_joining_in_every_order(paths: list[Journey]) -> None:
    expected = joined_in_every_order(paths)
    database = learned(paths)
    for method in METHODS:
        assert database.weights(method) == pytest.approx(expected, rel=1e-9)


@settings(deadline=None, max_examples=15)
@given(journeys_of[8])
def test_values_sum_to_the_conversions(paths: list[Journey]) -> None:
    database = learned(paths)
    for method in METHODS:
        total = sum(database.weights(method).values())
        assert total == pytest.approx(sum(converts for converts, _ in paths), rel=1e-9)


@settings(deadline=None, max_examples=15)
@given(journeys_of[4])
def test_channels_that_do_the_same_are_worth_the_same(paths: list[Journey]) -> None:
    """Each path comes once more with `a` and `b` in each other's place."""
    swapped = str.maketrans("ab", "ba")
    twins: list[Journey] = [
        (converts, [name.translate(swapped) for name in path]) for converts, path in paths
    ]
    values = learned(paths + twins).weights("shapley")
    assert values.get("a", 0) == pytest.approx(values.get("b", 0), rel=1e-9)


@settings(deadline=None, max_examples=15)
@given(journeys_of[4])
def test_a_channel_without_conversions_is_worth_nothing_and_moves_nothing(
    paths: list[Journey],
) -> None:
    idle: list[Journey] = [(False, ["idle", "a"]), (False, ["idle"])]
    alone, beside = learned(paths), learned(paths + idle)
    for method in METHODS:
        assert beside.weights(method).get("idle", 0) == 0
        assert beside.weights(method) == pytest.approx(alone.weights(method), rel=1e-9)


def test_the_ordered_value_is_shared_among_the_places_of_a_channel() -> None:
    """Of a-b-a, half is b's at the second place; a's half is at the first and the third."""
    database = learned([(True, "aba"), (True, "b"), (False, "ab")])
    places = database.connection.execute(
        "select channel, position, weight from int_data_driven_weights"
        " where attribution_model = 'shapley_ordered' order by channel, position"
    ).fetchall()
    assert places == [("a", 1, 0.25), ("a", 3, 0.25), ("b", 1, 1.0), ("b", 2, 0.5)]


def test_intervals_hold_the_weight_and_vanish_where_all_paths_are_alike() -> None:
    mixed: list[Journey] = [(True, "a"), (True, "ab"), (False, "b"), (True, "b")] * 25
    database = Learned(mixed)
    database.learn()
    rows = database.connection.execute(
        "select weight_low < weight and weight < weight_high, weight_low >= 0"
        " from int_data_driven_weights where attribution_model in ('shapley', 'markov_1')"
    ).fetchall()
    assert rows == [(True, True)] * 4
    alike = Learned([(True, "ab")] * 100)
    alike.learn()
    rows = alike.connection.execute(
        "select distinct weight_high - weight_low < 1e-9"
        " from int_data_driven_weights where weight_low is not null"
    ).fetchall()
    assert rows == [(True,)]
