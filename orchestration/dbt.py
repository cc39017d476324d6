"""The command line of dbt as a run calls it: `python -m orchestration.dbt build …`.

It ends with the run that started it. And dbt makes thirty events a node, writes out every one and
then drops those below the level that is logged: as JSON, which is what Dagster reads, a quarter of
building five hundred nodes. Here they are dropped before they are made.
"""

import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from orchestration.memory import count_objects_seldom, exit_at_once
from orchestration.parent import end_with_parent
from orchestration.warm_dbt import call_warm


def main() -> NoReturn:
    """Do what `dbt` does."""
    end_with_parent()  # before the seconds that importing dbt takes
    run(sys.argv[1:])


def run(arguments: Sequence[str]) -> NoReturn:
    """Do what `dbt` does, in a process that has imported it if there is one; exits with its code.

    Raises:
        EOFError: that process ended without saying how.
    """
    code = call_warm(arguments)
    if code is None:
        call(arguments)
    sys.exit(code)


def call(arguments: Sequence[str]) -> NoReturn:
    """Do what `dbt` does with these arguments in this process; exits with its code."""
    from dbt.cli.main import cli

    # The same order of tests and models, worked out in a tenth of the time.
    os.environ.setdefault("DBT_USE_FAST_TEST_EDGES", "true")
    drop_what_is_not_logged()
    count_objects_seldom()
    code: object = None
    try:
        cli(list(arguments), prog_name="dbt")
    except SystemExit as end:
        code = end.code
    exit_at_once(code if isinstance(code, int) else int(code is not None))


def drop_what_is_not_logged() -> None:
    """Let dbt make only the events that are logged, or that somebody listens for."""
    from dbt_common.events import base_types, event_manager, logger

    ranks = {level.value: rank for rank, level in enumerate(base_types.EventLevel)}  # debug first
    make, fire = base_types.BaseEvent.__init__, event_manager.EventManager.fire_event
    read, set_ = base_types.BaseEvent.__getattr__, base_types.BaseEvent.__setattr__
    write_line = logger._Logger.write_line

    def make_later(self: base_types.BaseEvent, *args: Any, **kwargs: Any) -> None:
        self.__dict__["_given"] = (args, kwargs)

    def make_now(self: base_types.BaseEvent) -> None:
        args, kwargs = self.__dict__.pop("_given", ((), None))
        if kwargs is not None:
            make(self, *args, **kwargs)

    def read_once_made(self: base_types.BaseEvent, name: str) -> Any:
        make_now(self)
        return read(self, name)  # type: ignore[no-untyped-call]

    def set_once_made(self: base_types.BaseEvent, name: str, value: Any) -> None:
        make_now(self)
        set_(self, name, value)  # type: ignore[no-untyped-call]

    def fire_what_is_logged(
        self: event_manager.EventManager,
        e: base_types.BaseEvent,
        level: base_types.EventLevel | None = None,
        node: Any = None,
        force_warn_or_error_handling: bool = False,
    ) -> None:
        logged = min((ranks[one.level.value] for one in self.loggers), default=0)
        if (
            self.callbacks
            or force_warn_or_error_handling
            or ranks[(level or e.level_tag()).value] >= logged
            or type(e).__name__ in logger.PRINT_EVENT_NAMES
        ):
            fire(self, e, level, node, force_warn_or_error_handling)

    def write_what_is_logged(self: logger._Logger, msg: base_types.EventMsg) -> None:
        if logger._is_print_event(msg) or ranks[msg.info.level] >= ranks[self.level]:
            write_line(self, msg)

    base_types.BaseEvent.__init__ = make_later  # type: ignore[method-assign]
    base_types.BaseEvent.__getattr__ = read_once_made  # type: ignore[method-assign]
    base_types.BaseEvent.__setattr__ = set_once_made  # type: ignore[method-assign]
    event_manager.EventManager.fire_event = fire_what_is_logged  # type: ignore[method-assign]
    logger._Logger.write_line = write_what_is_logged  # type: ignore[method-assign]


if __name__ == "__main__":
    main()
