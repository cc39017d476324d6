"""Who is told of what, by Slack, a web hook or mail on this machine: nobody unless configured."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster._core.definitions.freshness import FreshnessState, FreshnessStateChange

from orchestration.alerts import Alert, Sent, send
from orchestration.defs.automation.alerts import (
    Bad,
    alert_sensors,
    changes,
    failed_checks,
    failed_run,
    heard,
)
from pipelines.settings import Alerts, SettingsError, alerts
from tests.dashboards.invented_marts import publish_rows
from tests.orchestration.receivers import mail_server, web_hook

ALERT = Alert("run_failed", "closed_loop failed", "Salesforce <is> down.", ("closed_loop",))
SECRET = "T0PSECRET"  # noqa: S105 - part of an address


@pytest.fixture(autouse=True)
def _nothing_configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CLOSED_LOOP_DATA_DIR", str(tmp_path))
    for name in ("SLACK_WEBHOOK", "WEBHOOK", "MAIL_TO", "SMTP_HOST", "SMTP_PORT", "DAGSTER_URL"):
        monkeypatch.delenv(f"ALERTS__{name}", raising=False)


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_nobody_is_told_unless_a_receiver_is_configured() -> None:
    assert not alerts().are_wanted
    assert {sensor.default_status for sensor in alert_sensors(alerts())} == {
        dg.DefaultSensorStatus.STOPPED
    }
    assert send(ALERT, alerts()) == Sent()


def test_a_configured_receiver_turns_the_sensors_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALERTS__WEBHOOK", "http://127.0.0.1:1/hook")
    assert {sensor.default_status for sensor in alert_sensors(alerts())} == {
        dg.DefaultSensorStatus.RUNNING
    }


def test_slack_is_told_in_a_text_that_can_make_no_link_of_its_own() -> None:
    with web_hook() as hook:
        receivers = Alerts(slack_webhook=f"http://127.0.0.1:{hook.port}/{SECRET}")
        assert send(ALERT, receivers) == Sent()
    assert hook.bodies == [{"text": "*closed_loop failed*\nSalesforce &lt;is&gt; down."}]


def test_a_web_hook_is_told_what_happened_field_by_field() -> None:
    with web_hook() as hook:
        assert send(ALERT, Alerts(webhook=f"http://127.0.0.1:{hook.port}")) == Sent()
    assert hook.bodies == [
        {
            "kind": "run_failed",
            "title": "closed_loop failed",
            "text": "Salesforce <is> down.",
            "subjects": ["closed_loop"],
            "link": "",
        }
    ]


def test_mail_goes_to_everybody_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server() as server:
        monkeypatch.setenv("ALERTS__MAIL_TO", "data@example.com, boss@example.com")
        monkeypatch.setenv("ALERTS__SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("ALERTS__SMTP_PORT", str(server.port))
        monkeypatch.setenv("ALERTS__SMTP_STARTTLS", "false")
        assert send(ALERT, alerts()) == Sent()
    (mail,) = server.bodies
    assert "To: data@example.com, boss@example.com\r\n" in mail
    assert "Subject: Closed Loop: closed_loop failed\r\n" in mail
    assert "Salesforce <is> down." in mail


def test_a_mail_server_that_cannot_encrypt_is_not_told_in_the_clear() -> None:
    with mail_server() as server:
        receivers = Alerts(mail_to=("a@example.com",), smtp_host="127.0.0.1", smtp_port=server.port)
        sent = send(ALERT, receivers, pause_seconds=0)
    (problem,) = sent.problems
    assert sent.is_unheard
    assert problem == "Mail could not be told (SMTPNotSupportedError): check [alerts]."
    assert server.bodies == []


def test_a_receiver_that_fails_keeps_nobody_else_from_being_told_and_no_address_is_shown() -> None:
    with web_hook(status=500) as broken, web_hook() as well:
        for slack in (f"http://127.0.0.1:{broken.port}/{SECRET}", _nowhere()):
            receivers = Alerts(slack_webhook=slack, webhook=f"http://127.0.0.1:{well.port}")
            sent = send(ALERT, receivers, pause_seconds=0)
            (problem,) = sent.problems
            assert not sent.is_unheard
            assert problem.startswith("Slack could not be told (")
            assert SECRET not in problem + repr(receivers)
    assert len(well.bodies) == 2


@pytest.mark.parametrize(("status", "tries"), [(503, 3), (429, 3), (308, 1), (404, 1)])
def test_a_busy_receiver_is_tried_again_and_one_that_moved_has_told_nobody(
    status: int, tries: int
) -> None:
    with web_hook(status=status) as hook:
        sent = send(ALERT, Alerts(webhook=f"http://127.0.0.1:{hook.port}"), pause_seconds=0)
    assert sent == Sent(
        True, (f"The webhook could not be told (answered {status}): check [alerts].",)
    )
    assert len(hook.bodies) == tries


def _nowhere() -> str:
    return f"http://127.0.0.1:{closed_port()}/{SECRET}"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("WEBHOOK", "example.com/hook", "no http address"),
        ("SMTP_PORT", "many", "no number"),
        ("MAIL_TO", "data@example.com", "smtp_host"),
    ],
)
def test_a_wrong_setting_is_said_before_anything_runs(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(f"ALERTS__{name}", value)
    with pytest.raises(SettingsError, match=said):
        alerts()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (dg.Failure("ga4: the bucket is gone.", allow_retries=False), "ga4: the bucket is gone."),
        (RuntimeError(f"password={SECRET}"), "land failed (RuntimeError): see the run in Dagster."),
    ],
)
def test_a_failed_run_is_told_by_our_sentences_never_by_a_stranger_s(
    instance: dg.DagsterInstance,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    said: str,
) -> None:
    monkeypatch.setenv("ALERTS__DAGSTER_URL", "http://dagster.example/")

    @dg.op
    def land() -> None:
        raise error

    @dg.job
    def nightly() -> None:
        land()

    ran = nightly.execute_in_process(instance=instance, raise_on_error=False)
    context = dg.build_run_status_sensor_context(
        "tell", ran.get_run_failure_event(), instance, ran.dagster_run
    ).for_run_failure()
    alert = failed_run(context)
    assert (alert.title, alert.text) == ("nightly failed", said)
    assert alert.link == f"http://dagster.example/runs/{ran.run_id}"
    with web_hook() as hook:
        monkeypatch.setenv("ALERTS__WEBHOOK", f"http://127.0.0.1:{hook.port}")
        sensor = alert_sensors(alerts())[0]
        assert isinstance(sensor, dg.RunStatusSensorDefinition)
        sensor(context)
    assert [body["text"] for body in hook.bodies] == [said]


def test_a_stale_source_is_told_once_and_again_when_it_is_fresh() -> None:
    stale = Bad(stale=["raw_ga4/events"])
    first = changes(Bad(), stale)
    assert [(one.kind, one.subjects) for one in first] == [("stale", ("raw_ga4/events",))]
    assert changes(stale, stale) == []
    last = changes(stale, Bad())
    assert [(one.kind, one.subjects) for one in last] == [("fresh_again", ("raw_ga4/events",))]


def test_each_figure_that_warns_is_told_once_however_many_warned_before() -> None:
    old = {"quarantined_rows / files": "3 against 0, Data engineering: Mend the file"}
    new = {"hours_since_newest / ga4": "61 against 48, Data engineering: Look at the export"}
    (alert,) = changes(Bad(doubtful=old), Bad(doubtful=old | new))
    assert (alert.kind, alert.subjects) == ("figure_doubtful", ("hours_since_newest / ga4",))
    assert "hours_since_newest / ga4 (61 against 48, Data engineering: Look at" in alert.text
    assert changes(Bad(doubtful=old | new), Bad(doubtful=old | new)) == []


def test_what_no_receiver_took_is_told_again() -> None:
    told = Bad(stale=["a"])
    bad = Bad(["b"], ["c: d"], {"e": "f"})
    news = changes(told, bad)
    assert changes(heard(bad, []), bad) == []
    for lost in news:
        assert changes(heard(bad, [lost]), bad) == [lost]
    assert changes(heard(bad, news), bad) == news


@dg.asset(freshness_policy=dg.FreshnessPolicy.time_window(timedelta(hours=2)))
def leads() -> None:
    """Landed."""


@dg.asset_check(asset=leads)
def leads_have_owners() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=False, severity=dg.AssetCheckSeverity.WARN)


def test_the_sensor_tells_of_broken_policies_doubtful_figures_and_checks_that_end_no_run(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    publish_rows(
        tmp_path / "published",
        {
            "fct_data_quality": [
                {"metric": "hours_since_newest", "source_system": "ga4", "resource": "web_events",
                 "reason": None, "value": value, "warn_value": 48, "verdict": verdict,
                 "owner": "Data engineering", "what_to_do": "Look at the export"}
                for value, verdict in ((61, "warn"), (3, "ok"))
            ]
        },
    )  # fmt: skip
    definitions = dg.Definitions(assets=[leads], asset_checks=[leads_have_owners])
    job = definitions.resolve_implicit_global_asset_job_def()
    assert job.execute_in_process(instance=instance).success
    instance._report_runless_asset_event(
        FreshnessStateChange(
            key=dg.AssetKey("leads"),
            previous_state=FreshnessState.PASS,
            new_state=FreshnessState.FAIL,
            state_change_timestamp=datetime.now(UTC).timestamp(),
        )
    )
    with web_hook() as hook:
        monkeypatch.setenv("ALERTS__WEBHOOK", f"http://127.0.0.1:{hook.port}")
        cursor: str | None = None
        for _ in range(2):
            context = dg.build_sensor_context(
                instance=instance, cursor=cursor, repository_def=definitions.get_repository_def()
            )
            tick: Any = alert_sensors(alerts())[1].evaluate_tick(context)
            cursor = tick.cursor
    told = [(body["kind"], body["subjects"]) for body in hook.bodies]
    figure = "hours_since_newest / ga4 / web_events"
    assert told == [
        ("stale", ["leads"]),
        ("check_failed", ["leads: leads_have_owners"]),
        ("figure_doubtful", [figure]),
    ]
    assert f"{figure} (61.0 against 48.0, Data engineering: Look at" in hook.bodies[-1]["text"]


def test_a_check_stands_as_it_did_while_a_run_is_at_work(instance: dg.DagsterInstance) -> None:
    definitions = dg.Definitions(assets=[leads], asset_checks=[leads_have_owners])
    job = definitions.resolve_implicit_global_asset_job_def()
    named = "leads: leads_have_owners"

    def failed(before: tuple[str, ...]) -> list[str]:
        return failed_checks(
            dg.build_sensor_context(
                instance=instance, repository_def=definitions.get_repository_def()
            ),
            before,
        )

    assert failed(()) == []
    run = job.execute_in_process(instance=instance).dagster_run
    assert failed(()) == [named]
    storage = instance.run_storage
    storage.delete_run(run.run_id)
    storage.add_run(run.with_status(dg.DagsterRunStatus.STARTED))
    assert failed(()) == []
    assert failed((named,)) == [named]
    storage.delete_run(run.run_id)
    storage.add_run(run.with_status(dg.DagsterRunStatus.FAILURE))
    assert failed((named,)) == []
