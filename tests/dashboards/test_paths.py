"""Paths of any length and number, drawn in steps."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.dashboards.invented_company import FILTERS, shown_on
from tests.dashboards.invented_marts import publish_rows


def _path(number: int, channels: list[str], days: float | None, **more: object) -> dict[str, Any]:
    return {
        "path_id": str(number),
        "conversion_type": "customer",
        "is_converting": True,
        "path_length": len(channels),
        "channels_collapsed": channels,
        "days_to_convert": days,
        "converted_at": datetime(2026, 9, 15),
        **more,
    }


def test_paths_of_any_length_end_in_their_conversion(tmp_path: Path) -> None:
    publish_rows(
        tmp_path,
        {
            "dim_people": [{"person_id": "p", "country": "DE"}],
            "fct_paths": [
                _path(1, ["Email"], 0.5, person_id="p"),
                _path(2, ["Email", "Direct"], 10),
                _path(3, ["Email", "Direct", "Email", "Direct", "Email"], 20),
                _path(4, [], None),
                _path(5, ["Email"], 1, is_converting=False),
                _path(6, ["Email"], 1, converted_at=datetime(2026, 8, 1)),
            ],
        },
    )
    links = shown_on(tmp_path, "journeys", "steps").rows
    counted = {
        (row.step, row.from_channel, row.to_channel): row.paths for row in links.itertuples()
    }
    assert counted == {
        (1, "(unattributed)", "(conversion)"): 1,
        (1, "Email", "(conversion)"): 1,
        (1, "Email", "Direct"): 2,
        (2, "Direct", "(conversion)"): 1,
        (2, "Direct", "Email"): 1,
        (3, "Email", "(further touches)"): 1,
        (3, "(further touches)", "(conversion)"): 1,
    }
    lengths = shown_on(tmp_path, "journeys", "lengths").rows
    assert dict(zip(lengths.touches, lengths.conversions, strict=True)) == {0: 1, 1: 1, 2: 1, 5: 1}
    times = shown_on(tmp_path, "journeys", "days_to_convert").rows
    assert times.conversions.tolist() == [1, 1, 1]
    assert set(times.median_days) == {10}
    german = replace(FILTERS, segment_type="country", segment="DE")
    assert shown_on(tmp_path, "journeys", "steps", german).rows.paths.tolist() == [1]


def test_a_sankey_names_no_more_than_seven_nodes_a_step(tmp_path: Path) -> None:
    channels = [f"Channel {number:02d}" for number in range(20)]
    paths = [
        _path(number, [channels[number % 20], channels[(number + 7) % 20]], 1)
        for number in range(40)
    ]
    publish_rows(tmp_path, {"fct_paths": paths})
    rows = shown_on(tmp_path, "journeys", "steps").rows
    assert rows[rows.step == 1].from_channel.nunique() == 7
    assert rows[rows.to_channel == "(conversion)"].paths.sum() == 40
