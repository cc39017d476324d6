"""What people are told of: failed runs, checks and figures that warn, sources that are not landed.

The sensors run only where somebody is to be told.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from logging import Logger

import dagster as dg
from dagster._core.definitions.assets.graph.asset_graph import AssetGraph
from dagster._core.definitions.freshness import FreshnessState
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus

from orchestration.alerts import Alert, send
from orchestration.audit import doubtful_figures
from pipelines.settings import Alerts, alerts, load_settings

_LOOK_EVERY_SECONDS = 30  # for runs that failed
_WATCH_EVERY_SECONDS = 300
# It fails while any figure warns; which ones do is told one by one.
_TOLD_BY_FIGURE = "assert_no_figure_of_data_quality_is_a_warning"


@dataclass(frozen=True)
class Bad:
    """What is not well.

    Attributes:
        stale: assets that were not landed in time.
        failed: checks that failed.
        doubtful: figures of data quality that warn, each with what is to be done about it.
    """

    stale: Collection[str] = ()
    failed: Collection[str] = ()
    doubtful: Mapping[str, str] = field(default_factory=dict)


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
        monitor_all_code_locations=True,  # `make run` and `make backfill` are of none
        description="Tells the receivers under [alerts] of a run that failed, and why.",
    )
    def tell_of_failed_runs(context: dg.RunFailureSensorContext) -> None:
        _tell(context.log, [failed_run(context)])

    @dg.sensor(
        name="tell_of_stale_sources_and_failed_checks",
        default_status=status,
        minimum_interval_seconds=watch_every_seconds,
        description=(
            "Tells the receivers under [alerts] of an asset whose freshness policy is broken, of a "
            "check that failed without ending its run, and of a published figure of data quality "
            "that warns; each once, until it is well again."
        ),
    )
    def tell_of_stale_sources_and_failed_checks(
        context: dg.SensorEvaluationContext,
    ) -> dg.SkipReason:
        told = Bad(**json.loads(context.cursor or "{}"))
        bad = Bad(
            stale_assets(context),
            failed_checks(context, told.failed),
            doubtful_figures(load_settings().data_dir / "published"),
        )
        news = changes(told, bad)
        known = heard(bad, _tell(context.log, news))
        context.update_cursor(json.dumps(asdict(known)))
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


def changes(told: Bad, bad: Bad) -> list[Alert]:
    """What is new since the last word, which told of what was bad then."""
    newly_stale = tuple(key for key in bad.stale if key not in told.stale)
    fresh_again = tuple(sorted(set(told.stale) - set(bad.stale)))
    newly_failed = tuple(key for key in bad.failed if key not in told.failed)
    newly_doubtful = tuple(name for name in bad.doubtful if name not in told.doubtful)
    news = []
    if newly_stale:
        what = "Not landed for longer than vars: freshness_hours: allows"
        news.append(_alert("stale", "Data is stale", what, newly_stale))
    if fresh_again:
        news.append(_alert("fresh_again", "Data is fresh again", "Landed again", fresh_again))
    if newly_failed:
        what = "Checks that warn have failed; what hangs on them was built all the same"
        news.append(_alert("check_failed", "Checks failed", what, newly_failed))
    if newly_doubtful:
        what = "Beyond their warning value, and published all the same"
        said = tuple(f"{name} ({bad.doubtful[name]})" for name in newly_doubtful)
        news.append(
            _alert("figure_doubtful", "Figures of data quality warn", what, newly_doubtful, said)
        )
    return news


def heard(bad: Bad, unheard: Sequence[Alert]) -> Bad:
    """What has been told by now: all that is bad, less the news that no receiver took."""
    lost = {alert.kind: set(alert.subjects) for alert in unheard}
    stale = set(bad.stale) - lost.get("stale", set()) | lost.get("fresh_again", set())
    failed = set(bad.failed) - lost.get("check_failed", set())
    doubtful = set(bad.doubtful) - lost.get("figure_doubtful", set())
    return Bad(
        sorted(stale), sorted(failed), {name: bad.doubtful[name] for name in sorted(doubtful)}
    )


def _alert(
    kind: str, title: str, what: str, subjects: tuple[str, ...], said: tuple[str, ...] = ()
) -> Alert:
    listed = said or subjects
    named = ", ".join(listed[:10]) + (f" and {len(listed) - 10} more" if listed[10:] else "")
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


def failed_checks(
    context: dg.SensorEvaluationContext, failed_before: Collection[str] = ()
) -> list[str]:
    """The checks that failed last, in runs that went on: a run that ended by one tells itself.

    While a run is at work, what it checks stands as it did before.
    """
    keys = sorted(_graph(context).asset_check_keys)
    records = context.instance.event_log_storage.get_latest_asset_check_execution_by_key(keys)
    failed = []
    for key, record in records.items():
        name = f"{key.asset_key.to_user_string()}: {key.name}"
        run = context.instance.get_run_by_id(record.run_id)
        is_over = run is None or run.is_finished
        has_failed = record.status == AssetCheckExecutionRecordStatus.FAILED
        went_on = run is None or run.is_success
        if (has_failed and went_on) if is_over else name in failed_before:
            failed.append(name)
    return sorted(name for name in failed if not name.endswith(f": {_TOLD_BY_FIGURE}"))


def _graph(context: dg.SensorEvaluationContext) -> AssetGraph:
    if context.repository_def is None:
        raise dg.DagsterInvariantViolationError(
            "The alert sensor looks at all assets, and was evaluated without the definitions they"
            " are in: give its context a repository_def."
        )
    return context.repository_def.asset_graph


def _tell(log: Logger, news: Sequence[Alert]) -> list[Alert]:
    """Tell everybody; returns the news that no receiver took."""
    receivers, unheard = alerts(), []
    for alert in news:
        sent = send(alert, receivers)
        for problem in sent.problems:
            log.warning(problem)
        if sent.is_unheard:
            unheard.append(alert)
    return unheard
