"""`make run`: land, build, test and publish in one go, then print the closed-loop report.

Without settings of your own it does so for the sample company, whose vendors a local server plays.
"""

import os
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import Timeout

from orchestration.dbt_project import ManifestError, Parse, export
from orchestration.instance import records
from orchestration.memory import count_objects_seldom, exit_at_once
from orchestration.progress import say
from orchestration.publication import published_rows
from orchestration.report import print_report
from orchestration.sample_company import sample_company
from orchestration.warm_dbt import warm_dbt
from pipelines.locks import LockError
from pipelines.settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    import dagster as dg

QUIET_LOGS = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def main() -> int:
    """Run the road once; the exit code is 0 when a whole version stands published."""
    count_objects_seldom()
    warnings.filterwarnings("ignore")  # libraries talking to their developers, not to our user
    try:
        with ExitStack() as stack:
            settings = load_settings()
            export(settings)
            # Reading the project takes one core 15 s; building the sample company, the other 10 s.
            graph = stack.enter_context(ThreadPoolExecutor(1)).submit(
                _job, Parse(settings), settings.data_dir
            )
            settings = stack.enter_context(sample_company(settings))
            rows_before = published_rows(settings.data_dir / "published")
            say("reading the project …")
            failure = _execute(settings, graph.result())
            if failure:
                say(f"stopped: {failure}")
                return 1
    except (SettingsError, ManifestError, LockError, Timeout) as error:
        say(f"stopped: {error}")
        return 2
    print_report(settings, rows_before)
    return 0


def _job(parse: Parse, data_dir: Path) -> "dg.JobDefinition":
    """The daily job of the project, once that is read; Dagster's tables are there by then."""
    from orchestration.definitions import defs  # 4 s

    with records(data_dir):
        parse.manifest()
    return defs().resolve_job_def("closed_loop")


def _execute(settings: Settings, job: "dg.JobDefinition") -> str | None:
    """Run the job in this process; returns what went wrong, in a sentence, or None."""
    from orchestration.defs.transform.assets import WITHOUT_CATALOGUE
    from orchestration.run_processes import PROCESS_TAG, close_abandoned_runs, name_of

    with records(settings.data_dir) as instance, quiet(), warm_dbt():
        close_abandoned_runs(instance)
        result = job.execute_in_process(
            run_config=QUIET_LOGS | WITHOUT_CATALOGUE,
            instance=instance,
            raise_on_error=False,
            tags={PROCESS_TAG: name_of(os.getpid())},
        )
    return None if result.success else reason(result.all_events)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep what libraries print off the terminal; dbt's own is in target/run_results.json."""
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        yield


def reason(events: Sequence["dg.DagsterEvent"]) -> str:
    """Why a run failed, in a sentence."""
    for event in events:
        if event.is_step_failure:
            failure = event.step_failure_data
            if failure.user_failure_data and failure.user_failure_data.description:
                return str(failure.user_failure_data.description)
            error = failure.error
            while error and error.cause:
                error = error.cause
            if error:
                return f"{event.step_key}: {error.message.strip()}"
    return "the run failed before its first step: see Dagster (make dev)"


if __name__ == "__main__":
    exit_at_once(main())
