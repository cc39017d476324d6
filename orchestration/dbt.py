"""The command line of dbt as a run calls it: `python -m orchestration.dbt build …`.

It ends with the run that started it. And dbt writes out every event and then drops those below the
level that is logged; as JSON, which is what Dagster reads, that is a sixth of building five hundred
nodes. Here they are dropped before.
"""

import sys
from collections.abc import Sequence

from orchestration.memory import count_objects_seldom
from orchestration.parent import end_with_parent


def main() -> None:
    """Do what `dbt` does."""
    end_with_parent()  # before the seconds that importing dbt takes
    call(sys.argv[1:])


def call(arguments: Sequence[str]) -> None:
    """Do what `dbt` does with these arguments; exits as it does, with its code."""
    from dbt.cli.main import cli

    drop_what_is_not_logged()
    count_objects_seldom()
    cli(list(arguments), prog_name="dbt")


def drop_what_is_not_logged() -> None:
    """Let dbt write out only the events that it logs."""
    from dbt_common.events import logger
    from dbt_common.events.base_types import EventLevel, EventMsg

    ranks = {level.value: rank for rank, level in enumerate(EventLevel)}  # from debug to error
    write_line = logger._Logger.write_line

    def write_what_is_logged(self: logger._Logger, msg: EventMsg) -> None:
        if logger._is_print_event(msg) or ranks[msg.info.level] >= ranks[self.level]:
            write_line(self, msg)

    logger._Logger.write_line = write_what_is_logged  # type: ignore[method-assign]


if __name__ == "__main__":
    main()
