"""The benchmark's own machinery, on figures so small that they mean nothing."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.benchmarks import __main__ as command
from tests.benchmarks import floors
from tests.benchmarks.child import call
from tests.benchmarks.dbt_runs import CHANNELS, OVERHEAD, SESSIONS, DbtRun, ModelCost, stage_of
from tests.benchmarks.exports import Bucket, NoRoomError, check_room
from tests.benchmarks.measuring import ChildError, Cost, Sample
from tests.benchmarks.page import page
from tests.benchmarks.results import Ratio, Result, Table, load, save
from tests.benchmarks.road import EVENTS, MOST_WHOLE, WHOLE, scope_of
from tests.benchmarks.road_tables import Landed, Road, Step
from tests.benchmarks.subjects import SUBJECTS, Subject

ROWS = 40


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A raw database with a few events of two visitors."""
    path = tmp_path / "raw.duckdb"
    with duckdb.connect(str(path)) as database:
        database.execute("create schema raw_ga4")
        database.execute(
            "create table raw_ga4.events as select 'visitor ' || row_no % 2 as user_pseudo_id, "
            "1000 * row_no as event_timestamp, 'https://www.halden.example/' || row_no as "
            f"param_page_location from range({ROWS}) as numbers(row_no)"
        )
        held = database.table("raw_ga4.events").columns
        for column in sorted({name.strip() for name in floors.READ.split(",")} - set(held)):
            database.execute(f"alter table raw_ga4.events add column {column} varchar")
    return path


def _write(query: str, path: Path) -> None:
    duckdb.execute(f"copy ({query}) to '{path}' (format parquet)")


@pytest.mark.parametrize("name", floors.FLOORS)
def test_a_floor_is_measured_over_all_landed_events(name: str, raw: Path, tmp_path: Path) -> None:
    figures = floors.floor(name, str(raw), str(tmp_path / "scratch"), "100MB")

    assert figures["rows"] == ROWS
    assert figures["wall"] > 0
    assert figures["peak"] > 0
    assert list((tmp_path / "scratch").glob("*.duckdb*")) == []


def test_the_copy_takes_files_of_both_formats(tmp_path: Path) -> None:
    bucket = tmp_path / "bucket"
    bucket.mkdir()
    _write("select 1 as event_timestamp, {'a': 2} as device", bucket / "events_20260601.parquet")
    (bucket / "events_20260602.json").write_text('{"event_timestamp": "3", "device": {"a": "4"}}\n')

    figures = floors.copied_files(str(bucket), str(tmp_path / "scratch"), "100MB")

    assert figures["rows"] == 2


def test_the_copy_may_take_one_file_in_so_many(tmp_path: Path) -> None:
    bucket = tmp_path / "bucket"
    bucket.mkdir()
    for day in range(1, 22):
        _write("select 1 as event_timestamp", bucket / f"events_202606{day:02}.parquet")

    figures = floors.copied_files(str(bucket), str(tmp_path / "scratch"), "100MB", every=10)

    assert figures["rows"] == 3


def test_a_child_gives_back_its_answer_and_what_it_cost(raw: Path, tmp_path: Path) -> None:
    figures, cost = call(
        floors.floor,
        tmp_path / "work",
        {},
        name=floors.SORT_TEXTS,
        raw=str(raw),
        folder=str(tmp_path / "scratch"),
        memory="100MB",
    )

    assert figures["rows"] == ROWS
    assert cost.wall > figures["wall"]
    assert cost.cpu > 0
    assert cost.peak > 10_000_000


def test_a_child_that_fails_says_what_it_printed_last(tmp_path: Path) -> None:
    with pytest.raises(ChildError, match="no_such_file"):
        call(
            floors.copied_files,
            tmp_path,
            {},
            bucket=str(tmp_path / "no_such_file"),
            folder=str(tmp_path),
            memory="100MB",
        )


def test_cpu_and_memory_of_a_model_are_those_of_its_time() -> None:
    samples = (Sample(1.0, 5.0, 100), Sample(2.0, 6.0, 300), Sample(3.0, 8.0, 200))
    cost = Cost(wall=3.0, cpu=8.0, peak=300, samples=samples)

    assert cost.between(1.5, 3.5) == (3.0, 300)
    assert Cost(wall=1.0, cpu=1.0, peak=1).between(0.0, 1.0) == (None, None)


def _model(path: str, grain: str = "", parents: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "resource_type": "model",
        "name": Path(path).stem,
        "original_file_path": path,
        "depends_on": {"nodes": list(parents)},
        "config": {"meta": {"grain": grain}},
    }


@pytest.mark.parametrize(
    ("model", "stage"),
    [
        (_model("models/staging/ga4/stg_ga4__events.sql"), SESSIONS),
        (_model("models/conformed/people/conformed_people.sql"), "other entities"),
        (_model("models/intermediate/events/int_events.sql"), SESSIONS),
        (_model("models/intermediate/sessions/int_sessions.sql"), SESSIONS),
        (_model("models/intermediate/journeys/int_touchpoints.sql"), "touchpoints"),
        (_model("models/intermediate/channels/int_a.sql", parents=("of_events",)), SESSIONS),
        (_model("models/intermediate/channels/int_b.sql", "one row per combination"), CHANNELS),
        (_model("models/marts/web/fct_sessions.sql"), "marts: web"),
    ],
)
def test_a_model_is_of_the_stage_of_its_folder_and_of_what_it_reads(
    model: dict[str, Any], stage: str
) -> None:
    nodes = {"of_events": _model("models/x/y/z.sql", "one row per web event with a visitor")}

    assert stage_of(nodes, model) == stage


def test_the_last_day_and_late_rows_of_an_older_one_come_when_they_are_let(tmp_path: Path) -> None:
    export = tmp_path / "company" / "ga4"
    export.mkdir(parents=True)
    for day in range(31):
        _write("from range(100)", export / f"events_202606{day:02}.parquet")
    (export / "events_intraday_20260630.parquet").write_text("stands for a daily table")

    bucket = Bucket(tmp_path / "company", tmp_path / "bucket")

    def rows() -> list[tuple[Any, ...]]:
        found = f"read_parquet('{bucket.folder}/*.parquet', filename = true)"
        return duckdb.execute(
            f"select count(distinct filename), min(rows), sum(rows) from "
            f"(select filename, count(*) as rows from {found} group by all)"
        ).fetchall()

    assert rows() == [(30, 98, 2998)]
    bucket.add_last_day()
    assert rows() == [(31, 98, 3098)]
    bucket.restate_older_day()
    assert rows() == [(31, 100, 3100)]


def test_a_disk_that_is_too_full_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(NoRoomError, match="need 1200000000 GB of disk"):
        check_room(tmp_path, 10**9)


def _road() -> Road:
    cost = Cost(wall=4.0, cpu=5.0, peak=2 * 10**9)

    def built(wall: float) -> DbtRun:
        sessions = ModelCost("int_sessions", SESSIONS, wall, wall, 10**9)
        rules = ModelCost("int_traffic_channels", CHANNELS, 0.01, 0.01, 10**8)
        return DbtRun(cost, (sessions, rules))

    landed = Landed("ga4", 1000, 2.0, 3.0, 10**8)
    names = ("a year but for a day", "a day more", "a day restated", "nothing new")
    walls = (3.0, 0.03, 0.3, 0.006)
    steps = tuple(
        Step(name, (landed,), built(wall)) for name, wall in zip(names, walls, strict=True)
    )
    figures = {"wall": 2.0, "cpu": 2.0, "peak": 10**8, "rows": 1000}
    return Road(steps, DbtRun(cost, ()), dict.fromkeys(floors.FLOORS, figures), figures, cost)


def test_sizes_too_large_for_the_whole_road_are_measured_on_events() -> None:
    assert scope_of(MOST_WHOLE) is WHOLE
    assert scope_of(MOST_WHOLE + 1) is EVENTS
    assert {floors.SORT_READ, floors.SORT_TEXTS} <= set(EVENTS.floors)


def test_the_page_says_what_was_left_out() -> None:
    road = replace(_road(), tests=None, left_out=EVENTS.left_out)
    stages = road.tables()[0]

    assert stages.note == EVENTS.left_out
    assert "all of dbt test" not in [row[0] for row in stages.rows]


def test_ratios_hold_a_stage_against_its_floor_and_a_day_against_the_year() -> None:
    ratios = {ratio.what: (round(ratio.value, 3), ratio.is_met) for ratio in _road().ratios()}

    assert ratios[f"{SESSIONS}, a full build ÷ {floors.SORT_TEXTS}"] == (1.5, True)
    assert ratios[f"{SESSIONS}, a day more ÷ a full build"] == (1.0, True)
    assert ratios[f"{SESSIONS}, a day restated ÷ a full build"] == (10.0, False)
    assert ratios[f"{SESSIONS}, a day more beyond nothing new ÷ a full build"] == (0.8, None)
    assert ratios[f"channel rules ÷ {SESSIONS}"] == (0.333, True)
    assert ratios[f"rate of landing event files ÷ {floors.COPY}"] == (1.0, True)
    assert ratios["peak memory of a build"] == (2.0, True)
    assert ratios["peak memory of a landing"] == (0.1, True)
    assert ratios[f"{SESSIONS}, a day more ÷ a full build, in CPU seconds"] == (1.0, True)


def test_where_a_day_goes_is_told_model_by_model() -> None:
    table = next(one for one in _road().tables() if one.title == f"What {SESSIONS} is made of")

    assert table.rows == [["int_sessions", 3.0, 3.0, 0.03, 0.03, 0.3, 0.3, 0.006, 0.006]]


def test_every_row_of_a_table_has_a_cell_for_every_column() -> None:
    for table in _road().tables():
        assert {len(row) for row in table.rows} == {len(table.columns)}, table.title
    stages = [row[0] for row in _road().tables()[0].rows]
    assert stages[:3] == ["land event files", f"{OVERHEAD} (a part of it)", SESSIONS]


def test_the_page_has_a_row_a_ratio_and_a_column_a_size(tmp_path: Path) -> None:
    road = _road()
    for size in (10.0, 0.1):
        save(Result("road", size, road.ratios(), road.tables()), tmp_path)
    written = page(load(tmp_path), {"road": ("Events", "What they mean.")})

    lines = written.splitlines()
    assert "| what | target | 0.1 M events | 10 M events |" in lines
    assert f"| channel rules ÷ {SESSIONS} | ≤ 5% | 0.33% ✓ | 0.33% ✓ |" in lines
    assert lines.index("### 0.1 million events") < lines.index("### 10 million events")


def _slow(calls: list[float]) -> Callable[[float, Path, Callable[[str], None]], Result]:
    def measure(million: float, folder: Path, say: Callable[[str], None]) -> Result:
        say("at work")
        calls.append(million)
        table = Table("Figures", ["what", "s"], [["one | two", 1.5], ["three", None]])
        return Result("slow", million, [Ratio("slow ÷ fast", 2.0)], [table])

    return measure


def test_the_command_measures_what_was_asked_and_keeps_what_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls: list[float] = []
    monkeypatch.setattr(command, "SUBJECTS", {"slow": Subject("Slow", "", _slow(calls), True)})
    written = tmp_path / "page.md"
    asked = ["bench", "--events", "2,1", "--folder", str(tmp_path), "--page", str(written)]
    monkeypatch.setattr("sys.argv", asked)
    assert command.main() == 0
    monkeypatch.setattr("sys.argv", [*asked, "--resume"])
    assert command.main() == 0

    assert calls == [2.0, 1.0]
    assert "| one \\| two | 1.50 |" in written.read_text()
    assert "slow, 2 M events: measured already" in capsys.readouterr().out
    kept = json.loads((tmp_path / "results" / "slow-1.json").read_text())
    assert kept["ratios"][0]["value"] == 2.0


def test_a_name_of_no_subject_is_refused_with_those_there_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["bench", "--only", "roads"])
    with pytest.raises(SystemExit):
        command.main()

    assert f"no subject is called roads: there are {', '.join(SUBJECTS)}" in capsys.readouterr().err
