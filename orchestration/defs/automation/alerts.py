"""What people are told of: failed runs, checks that failed in runs that went on, stale sources.

The sensors run only where somebody is to be told.
"""

import json
from collections.abc import Sequence
from logging import Logger

import dagster as dg
from dagster._core.definitions.assets.graph.asset_graph import AssetGraph
from dagster._core.definitions.freshness import FreshnessState
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus

from orchestration.alerts import Alert, send
from pipelines.settings import Alerts, alerts

_LOOK_EVERY_SECONDS = 30  # for runs that failed
_WATCH_EVERY_SECONDS = 300


def alert_sensors(
    receivers: Alerts,
    look_every_seconds: int = _LOOK_EVERY_SECONDS,
    watch_every_seconds: int = _WATCH_EVERY_SECONDS,
) -> list[dg.SensorDefinition]:
    """The sensors that tell; stopped, but there, if nobody is to be told."""
    status = (
        dg.DefaultSensorStatus.RUNNING if receivers.are_wanted else dg.DefaultSensorStatus.STOPPED
    )

    @dg.run_failure_sensor(
        name="tell_of_failed_runs",
        default_status=status,
        minimum_interval_seconds=look_every_seconds,
        description="Tells the receivers under [alerts] of a run that failed, and why.",
    )
    def tell_of_failed_runs(context: dg.RunFailureSensorContext) -> None:
        _tell(context.log, [failed_run(context)])

    @dg.sensor(
        name="tell_of_stale_sources_and_failed_checks",
        default_status=status,
        minimum_interval_seconds=watch_every_seconds,
        description=(
            "Tells the receivers under [alerts] of an asset whose freshness policy is broken, and "
            "of a check that failed without ending its run; each once, until it is well again."
        ),
    )
    def tell_of_stale_sources_and_failed_checks(
        context: dg.SensorEvaluationContext,
    ) -> dg.SkipReason:
        told: dict[str, list[str]] = json.loads(context.cursor or "{}")
        stale, failed = stale_assets(context), failed_checks(context)
        news = changes(told, stale, failed)
        _tell(context.log, news)
        context.update_cursor(json.dumps({"stale": stale, "failed": failed}))
        return dg.SkipReason(f"{len(news)} alerts; this sensor never starts a run.")

    return [tell_of_failed_runs, tell_of_stale_sources_and_failed_checks]


def failed_run(context: dg.RunFailureSensorContext) -> Alert:
    """What is told of a run that failed.

    Sentences of our own; of any other error the type only, for its text may quote records or
    credentials.
    """
    run = context.dagster_run
    reasons = []
    for event in context.get_step_failure_events():
        failure = event.step_failure_data
        said = failure.user_failure_data.description if failure.user_failure_data else None
        error = failure.error
        while error and error.cause:
            error = error.cause
        kind = (error.cls_name if error else None) or "an unknown error"
        reasons.append(said or f"{event.step_key} failed ({kind}): see the run in Dagster.")
    text = " ".join(reasons) or context.failure_event.message or "See the run in Dagster."
    base = (alerts().dagster_url or "").rstrip("/")
    return Alert(
        kind="run_failed",
        title=f"{run.job_name} failed",
        text=text,
        subjects=(run.job_name,),
        link=f"{base}/runs/{run.run_id}" if base else "",
    )


def changes(told: dict[str, list[str]], stale: list[str], failed: list[str]) -> list[Alert]:
    """What is new since the last word: in `told` are the assets and checks that were bad then."""
    before, failed_before = set(told.get("stale", ())), set(told.get("failed", ()))
    newly_stale = tuple(key for key in stale if key not in before)
    fresh_again = tuple(sorted(before - set(stale)))
    newly_failed = tuple(key for key in failed if key not in failed_before)
    news = []
    if newly_stale:
        what = "Nothing has landed for longer than vars: freshness_hours: allows"
        news.append(_alert("stale", "Data is stale", what, newly_stale))
    if fresh_again:
        news.append(_alert("fresh_again", "Data is fresh again", "Landed again", fresh_again))
    if newly_failed:
        what = "Checks that warn have failed; what hangs on them was built all the same"
        news.append(_alert("check_failed", "Checks failed", what, newly_failed))
    return news


def _alert(kind: str, title: str, what: str, subjects: tuple[str, ...]) -> Alert:
    named = ", ".join(subjects[:10]) + (f" and {len(subjects) - 10} more" if subjects[10:] else "")
    base = (alerts().dagster_url or "").rstrip("/")
    return Alert(kind, title, f"{what}: {named}.", subjects, f"{base}/assets" if base else "")


def stale_assets(context: dg.SensorEvaluationContext) -> list[str]:
    """The assets whose freshness policy is broken now."""
    graph = _graph(context)
    keys = [key for key in graph.get_all_asset_keys() if graph.get(key).freshness_policy]
    records = context.instance.get_freshness_state_records(keys)
    return sorted(
        key.to_user_string()
        for key, record in records.items()
        if record.freshness_state == FreshnessState.FAIL
    )


def failed_checks(context: dg.SensorEvaluationContext) -> list[str]:
    """The checks that failed last, in runs that went on: a run that ended by one tells itself."""
    keys = sorted(_graph(context).asset_check_keys)
    storage = context.instance.event_log_storage
    records = storage.get_latest_asset_check_execution_by_key(keys)
    failed = [
        (key, record.run_id)
        for key, record in records.items()
        if record.status == AssetCheckExecutionRecordStatus.FAILED
    ]
    runs = {run_id: context.instance.get_run_by_id(run_id) for _, run_id in failed}
    return sorted(
        f"{key.asset_key.to_user_string()}: {key.name}"
        for key, run_id in failed
        if not ((run := runs[run_id]) and run.is_failure)
    )


def _graph(context: dg.SensorEvaluationContext) -> AssetGraph:
    if context.repository_def is None:
        raise dg.DagsterInvariantViolationError(
            "The alert sensor looks at all assets, and was evaluated without the definitions they"
            " are in: give its context a repository_def."
        )
    return context.repository_def.asset_graph


def _tell(log: Logger, news: Sequence[Alert]) -> None:
    receivers = alerts()
    for alert in news:
        for problem in send(alert, receivers):
            log.warning(problem)
