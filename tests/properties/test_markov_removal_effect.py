"""Removal effects against dense linear algebra, against the definition, and a public result."""

from collections import Counter
from itertools import pairwise

import duckdb
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.properties.learned_weights import (
    Journey,
    Learned,
    Transition,
    data_of_channelattribution,
)

NAMES = "abcde"
journey = st.tuples(
    st.booleans(), st.lists(st.sampled_from(NAMES), min_size=1, max_size=7).map(tuple)
)
journeys = st.lists(journey, min_size=1, max_size=25)
START, CONVERSION = 0, -1


@st.composite
def chain(draw: st.DrawFn, largest: int = 10_000) -> list[Transition]:
    """Any chain of first order whose states all end some day, with loops and long ways round."""
    channels = draw(st.integers(1, 8))
    counts = st.integers(1, largest)
    moves = {(START, 1): draw(counts)}
    for state in range(1, channels + 1):
        moves[state, draw(st.sampled_from([CONVERSION, -2]))] = draw(counts)
    states = st.integers(0, channels), st.integers(1, channels)
    moves |= draw(st.dictionaries(st.tuples(*states), counts, max_size=40))
    return [(state_from, state_to, paths) for (state_from, state_to), paths in moves.items()]


def dense_effects(moves: list[Transition]) -> dict[int, float]:
    """The same by solving (I - Q) x = b, with and without the rows of each channel."""
    size = 1 + max(max(one, other) for one, other, _ in moves)
    paths = np.zeros((size, size + 2))
    for state_from, state_to, count in moves:
        paths[state_from, state_to] += count  # -1 and -2 are the last columns
    # State numbers are those of the channels: a removed one keeps its row, and leads nowhere.
    paths /= np.maximum(paths.sum(axis=1, keepdims=True), 1)

    def converts(kept: np.ndarray) -> float:
        steps, ends = paths[:, :size] * kept, paths[:, CONVERSION]
        return float(np.linalg.solve(np.eye(size) - steps * kept[:, None], ends * kept)[START])

    to = {START}
    for _ in range(size):
        to |= {state_to for state_from, state_to, _ in moves if state_from in to}
    if CONVERSION not in to:
        return {}
    whole = converts(np.ones(size))
    reached = {state_to for _, state_to, _ in moves if state_to > 0}
    return {
        state: 1 - converts(np.where(np.arange(size) == state, 0.0, 1.0)) / whole
        for state in reached
    }


@settings(deadline=None, max_examples=25)
@given(st.lists(chain(), min_size=1, max_size=20))
def test_removal_effects_are_those_of_a_dense_solve(chains: list[list[Transition]]) -> None:
    found = Learned().effects(chains, 1)
    for moves, effects in zip(chains, found, strict=True):
        expected = dense_effects(moves)
        # What nothing leads to is in no path, and has no effect to be found.
        assert {channel: effects.get(channel, 0) for channel in expected} == pytest.approx(
            expected, rel=1e-9, abs=1e-9
        )


@settings(deadline=None, max_examples=10)
@given(st.lists(chain(largest=3), min_size=1, max_size=10))
def test_walking_finds_what_the_matrix_finds(chains: list[list[Transition]]) -> None:
    learned = Learned()
    by_matrix, by_walking = learned.effects(chains, 1), learned.effects(chains, 2)
    for one, other in zip(by_matrix, by_walking, strict=True):
        reached = {channel: other[channel] for channel in one}
        assert one == pytest.approx(reached, rel=1e-9, abs=1e-9)


def test_a_walk_ends_where_conversions_are_rarer_than_the_rounding_of_its_steps() -> None:
    """A start in 3,000 converts, a tenth of the states nearly always: so many moves that threads
    sum them in another order every time, and the last digits never stand still."""
    states, moves_each, told = 800, 300, np.random.default_rng(5)
    numbers = [START, *(100_000 * (1 + state // 2) + 1 + state % 2 for state in range(states))]
    matrix, ends = np.eye(states + 1), np.zeros(states + 1)
    moves: list[Transition] = []
    for row, number in enumerate(numbers):
        to, times = told.integers(1, states + 1, moves_each), told.integers(1, 101, moves_each)
        following = Counter(dict(zip(to.tolist(), times.tolist(), strict=True)))
        del following[row]
        lost, won = (30_000_000, 0) if row == 0 else (300, 6_000 if row % 10 == 1 else 0)
        leaving = following.total() + lost + won
        moves += [(number, numbers[state], count) for state, count in following.items()]
        moves.append((number, -2, lost))
        if won:
            moves.append((number, CONVERSION, won))
        ends[row] = won / leaving
        for state, count in following.items():
            matrix[row, state] -= count / leaving
    whole = np.linalg.solve(matrix, ends)[0]
    expected = {}
    for channel in (1, 2):
        kept = np.array([number % 100_000 != channel for number in numbers])
        without = np.where(kept[:, None], matrix, np.eye(states + 1))
        expected[channel] = 1 - np.linalg.solve(without, ends * kept)[0] / whole
    assert whole < 0.0005
    learned = Learned()
    learned.connection.execute("set threads = 2")
    [found] = learned.effects([moves], 2)
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)


def by_definition(paths: list[Journey], order: int) -> dict[str, float]:
    """States as tuples of the channels touched last; a channel gone with the states it ends."""
    moves: Counter[tuple[tuple[str, ...], tuple[str, ...]]] = Counter()
    for converts, channels in paths:
        states: list[tuple[str, ...]] = [()]
        for channel in channels:
            states.append((*states[-1], channel)[-order:])
        moves.update(pairwise([*states, ("converted!" if converts else "lost!",)]))
    states = sorted(
        {state for move in moves for state in move if not state or state[-1][-1] != "!"}
    )
    leaving = Counter[tuple[str, ...]]()
    for (state, _), count in moves.items():
        leaving[state] += count

    def chance(without: str | None) -> float:
        matrix, ends = np.eye(len(states)), np.zeros(len(states))
        for (state, following), count in moves.items():
            if following == ("converted!",):
                ends[states.index(state)] += count / leaving[state]
            elif following in states and following[-1] != without:
                matrix[states.index(state), states.index(following)] -= count / leaving[state]
        return float(np.linalg.solve(matrix, ends)[states.index(())])

    whole = chance(None)
    on_converting = {channel for converted, channels in paths if converted for channel in channels}
    touched = {channel for _, channels in paths for channel in channels}
    if whole == 0:
        return {}
    return {
        channel: 1 - chance(channel) / whole if channel in on_converting else 0
        for channel in touched
    }


@settings(deadline=None, max_examples=12)
@given(journeys)
def test_every_order_weighs_channels_as_it_is_defined(paths: list[Journey]) -> None:
    learned = Learned(paths)
    learned.learn()
    for order in (1, 2, 3):
        expected = by_definition(paths, order)
        assert learned.weights(f"markov_{order}") == pytest.approx(expected, rel=1e-9, abs=1e-9)


# Without one group, a long way leads to no conversion any more: that must be told, step by step, to
# whoever stands on it.
_LOST = [(False, tuple(path)) for path in ("a", "aaaaaaa", "aaa", "aaaaaa", "aaaaaaa", "a", "a")]
_WON = [(True, tuple(path)) for path in ("aaaa", "aaa", "aaaa", "aaaaaaa", "a", "aa", "a", "aaaae")]
_FADING = [*_LOST[:5], *_WON[:4], (True, tuple("cacaaa")), *_LOST[5:], *_WON[4:7]]
_FADING += [(False, tuple("aadccaa")), _WON[7]]


@settings(deadline=None, max_examples=6)
@example(_FADING)
@given(st.lists(journey, min_size=12, max_size=40))
def test_effects_without_a_group_are_those_of_the_other_paths(paths: list[Journey]) -> None:
    """To a thousandth in higher orders, which intervals do not see; exactly in the first."""
    learned = Learned(paths)
    learned.learn("int_markov_transitions", "int_markov_removal_effects")
    groups = [group for _, group in learned.groups()]
    for order, exactness in ((1, 1e-9), (2, 1e-3), (3, 1e-3)):
        for left_out in range(-1, 10):
            kept = [path for path, group in zip(paths, groups, strict=True) if group != left_out]
            expected = by_definition(kept, order)
            on_converting = {channel for channel, effect in expected.items() if effect}
            found = learned.connection.execute(
                "select channel, removal_effect from int_markov_removal_effects"
                " where markov_order = ? and left_out_group = ?",
                [order, left_out],
            ).fetchall()
            exact = 1e-9 if left_out == -1 else exactness
            assert {name: effect for name, effect in found if name in on_converting} == (
                pytest.approx({name: expected[name] for name in on_converting}, abs=exact)
            )


def test_the_group_of_a_path_does_not_depend_on_how_wide_its_number_is_kept() -> None:
    learned = Learned([(True, "a"), (False, "b")])
    learned.connection.execute("update int_path_steps set path_id = -100_000 * path_id")
    wide = learned.groups()
    learned.connection.execute("alter table int_path_steps alter path_id set data type integer")
    assert learned.groups() == wide


def test_every_order_has_an_interval_around_its_weight() -> None:
    """No tenth of the paths changes what every one of them says; a is only on some that convert."""
    sure = Learned([(True, "a"), (False, "b")] * 10)
    sure.learn()
    kinds = [((True, "ab"), 7), ((False, "b"), 9), ((True, "b"), 5), ((False, "ba"), 4)]
    mixed = Learned([path for path, times in kinds for _ in range(times)])
    mixed.learn()
    for order in (1, 2, 3):
        bounds = "select channel, weight_low, weight, weight_high from int_data_driven_weights"
        rows = f"{bounds} where attribution_model = 'markov_{order}' order by channel"
        assert sure.connection.execute(rows).fetchall() == [("a", 1, 1, 1), ("b", 0, 0, 0)]
        [(_, low, weight, high), on_every_path] = mixed.connection.execute(rows).fetchall()
        assert 0 <= low < weight < high <= 1
        assert on_every_path[1:] == pytest.approx((1, 1, 1))


def test_what_follows_only_certain_pairs_is_seen_by_higher_orders_only() -> None:
    """After a, c converts; after b, it never does. First order cannot tell, so b seems of use."""
    learned = Learned([(True, "ac"), (False, "bc")] * 10)
    learned.learn()
    assert learned.weights("markov_1") == pytest.approx({"a": 0.5, "b": 0, "c": 1})
    assert learned.weights("markov_2") == pytest.approx({"a": 1, "b": 0, "c": 1})


def test_a_channel_that_only_paths_without_conversion_have_weighs_nothing() -> None:
    learned = Learned([(True, "a"), (False, "ba"), (False, "c")])
    learned.learn()
    for order in (1, 2, 3):
        weights = learned.weights(f"markov_{order}")
        assert weights["a"] == pytest.approx(1)
        assert (weights["b"], weights["c"]) == (0, 0)


@pytest.mark.parametrize("paths", [[], [(False, "ab"), (False, "a")]])
def test_without_a_conversion_there_are_no_weights(paths: list[Journey]) -> None:
    learned = Learned(paths)
    learned.learn()
    [[rows]] = learned.connection.execute("select count(*) from int_data_driven_weights").fetchall()
    assert rows == 0


def test_steps_out_of_order_are_refused_not_miscounted() -> None:
    learned = Learned([(True, "abc"), (False, "ab")])
    learned.connection.execute(
        "create or replace table int_path_steps as from int_path_steps order by position desc"
    )
    with pytest.raises(duckdb.Error, match="not stored in the order"):
        learned.learn("int_markov_transitions")


def test_the_public_example_of_channelattribution_is_reproduced() -> None:
    """What its simulation comes near to: alpha 5344.95 of 19,785 conversions, and the others."""
    data = data_of_channelattribution()
    if data is None:
        pytest.skip("needs the PathData that channelattribution carries: pip install '.[peers]'")
    learned = Learned()
    learned.connection.execute(
        f"""
        create or replace table int_path_steps as
        with given as (
            select string_split(path, ' > ') as channels, total_conversions, total_null
            from read_csv('{data}', delim = ';')
        ), journeys as (
            select channels, unnest(range(total_conversions + total_null)) < total_conversions
                as is_converting
            from given
        ), numbered as (select *, row_number() over () as path_id from journeys)
        select 1 as path_kind, 'all' as path_window, 'order' as conversion_type,
            path_id, is_converting,
            unnest(range(1, len(channels) + 1))::integer as position, unnest(channels) as channel
        from numbered order by path_id, position
        """
    )
    learned.connection.execute("delete from int_attribution_models where markov_order <> 1")
    learned.learn()
    effects = learned.weights("markov_1")
    conversions = {
        name: effect / sum(effects.values()) * 19_785 for name, effect in effects.items()
    }
    known = {
        "alpha": 5344.947682,
        "iota": 3884.614702,
        "eta": 3340.847402,
        "beta": 2527.352167,
        "theta": 1971.912880,
        "lambda": 1282.847223,
    }
    assert {name: conversions[name] for name in known} == pytest.approx(known, abs=1e-6)
