"""How a model is held against the truth, on credits one can add up by hand."""

from pathlib import Path

import duckdb
import pytest

from tests.benchmarks.attribution_truth import compare, credit_by_channel

# Of ten won deals four need no marketing; of the other six Email causes three, Display one.
CREDITS = [
    ["truth", "deal_won", "(baseline)", 4.0],
    ["truth", "deal_won", "Email", 3.0],
    ["truth", "deal_won", "Search", 2.0],
    ["truth", "deal_won", "Display", 1.0],
    ["near", "deal_won", "Email", 6.0],
    ["near", "deal_won", "Search", 3.0],
    ["near", "deal_won", "Display", 1.0],
    ["far", "deal_won", "Display", 8.0],
    ["far", "deal_won", "(unattributed)", 2.0],
]


def test_what_is_misplaced_is_what_would_have_to_move_to_another_channel() -> None:
    _, [agreement, _] = compare(CREDITS)

    # near: Email has 0.6 for 1/2, Search 0.3 for 1/3, Display 0.1 for 1/6: a tenth is misplaced.
    near, far = agreement.rows
    assert near == ["near", pytest.approx(10.0), pytest.approx(1.0), "Email (+10.0)", 0.0]
    # far: 5/6 of the credit are not Display's; it ranks first what comes last, and ties the rest.
    assert far == ["far", pytest.approx(500 / 6), pytest.approx(-0.866, abs=1e-3), far[3], 20.0]
    assert far[3] == "Display (+83.3)"
    assert agreement.note.startswith("In truth 40% of deals won needed no marketing at all.")


def test_what_every_model_gets_wrong_is_said() -> None:
    """Email caused a half and gets 0.6 and 0.8; Display a sixth, and gets 0.1 and nothing."""
    later = [["later", "deal_won", "Email", 8.0], ["later", "deal_won", "Search", 2.0]]
    near = [row for row in CREDITS if row[0] != "far"]
    _, [agreement, _] = compare([*near, *later])

    assert agreement.note.endswith(
        "Every model gives Email too much: 10.0 to 30.0 points."
        " Every model gives Display too little: 6.7 to 16.7 points."
    )


def test_the_nearest_model_is_a_figure_of_its_own() -> None:
    [nearest], _ = compare(CREDITS)

    assert nearest.what.endswith("the nearest model (near)")
    assert nearest.value == pytest.approx(10.0)


def test_shares_stand_beside_the_true_ones_channel_by_channel() -> None:
    _, [_, channels] = compare(CREDITS)

    assert channels.columns == ["model", "Email", "Search", "Display", "others"]
    assert channels.rows[0] == ["truth", 50.0, pytest.approx(100 / 3), pytest.approx(100 / 6), 0]
    assert channels.rows[1] == ["far", 0.0, 0.0, 100.0, 0]


def test_a_conversion_counts_once_whatever_its_hazard(tmp_path: Path) -> None:
    warehouse, truth = tmp_path / "warehouse.duckdb", tmp_path / "conversions.parquet"
    with duckdb.connect(str(warehouse)) as database:
        database.execute("create schema marts")
        database.execute(
            "create table marts.fct_attribution as select * from (values "
            "('linear', 'lead', 'Email', 0.25::decimal(18, 12)), ('linear', 'lead', 'Email', 0.5)) "
            "as credit(attribution_model, conversion_type, channel, credit)"
        )
        database.execute(
            "copy (select * from (values "
            "('lead', 'one', 0.2, map {'Email': 0.2}), "
            "('lead', 'two', 8.0, map {'Email': 2.0, '(baseline)': 6.0})) "
            "as truth(conversion_type, conversion_key, hazard, contributions)) "
            f"to '{truth}' (format parquet)"
        )

    assert sorted(credit_by_channel(str(warehouse), str(truth))) == [
        ["linear", "lead", "Email", 0.75],
        ["truth", "lead", "(baseline)", 0.75],
        ["truth", "lead", "Email", 1.25],
    ]
