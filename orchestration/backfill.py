"""`make backfill`: land days of one system again, in one go.

The models are not built: `make run` does that, or Dagster's daemon where it runs.
"""

import argparse
import os
import sys
import warnings

from orchestration.instance import records
from orchestration.progress import say
from orchestration.run import QUIET_LOGS, quiet, reason
from orchestration.sample_company import sample_company
from pipelines.locks import LockError
from pipelines.settings import Settings, SettingsError, load_settings
from pipelines.window import Window, WindowError


def main() -> int:
    """Land the days; the exit code is 0 when they are landed."""
    parser = argparse.ArgumentParser(prog="python -m orchestration.backfill", description=__doc__)
    parser.add_argument("system", help="one of the systems that are on")
    parser.add_argument("first", help="the first day, YYYY-MM-DD")
    parser.add_argument("last", help="the last day, YYYY-MM-DD")
    asked = parser.parse_args()
    warnings.filterwarnings("ignore")  # libraries talking to their developers, not to our user
    try:
        settings = load_settings()
        window = _checked(asked.system, asked.first, asked.last, settings)
        with sample_company(settings) as settings:
            failure = _execute(settings, asked.system, window)
    except (SettingsError, WindowError, LockError) as error:
        say(f"stopped: {error}")
        return 2
    if failure:
        say(f"stopped: {failure}")
        return 1
    say(f"{asked.system}, {window}: landed again; make run builds and publishes what hangs on it")
    return 0


def _checked(system: str, first: str, last: str, settings: Settings) -> Window:
    from orchestration.defs.ingest.days import days_between

    if system not in settings.sources:
        raise SettingsError(f"{system!r} is not on: choose one of {', '.join(settings.sources)}.")
    return days_between(system, first, last)


def _execute(settings: Settings, system: str, window: Window) -> str | None:
    """Make the days anew in this process; returns what went wrong, in a sentence, or None."""
    import dagster as dg

    from orchestration.defs.ingest.landed_days import landed_days
    from orchestration.run_processes import PROCESS_TAG, close_abandoned_runs, name_of

    with records(settings.data_dir) as instance, quiet():
        close_abandoned_runs(instance)
        result = dg.materialize(
            [landed_days(system)],
            run_config=QUIET_LOGS,
            instance=instance,
            raise_on_error=False,
            tags={
                PROCESS_TAG: name_of(os.getpid()),
                "dagster/asset_partition_range_start": str(window.first),
                "dagster/asset_partition_range_end": str(window.last),
            },
        )
    return None if result.success else reason(result.all_events)


if __name__ == "__main__":
    sys.exit(main())
