"""Runs one function in a process of its own and writes down what it returns.

python -m tests.benchmarks.child module function arguments.json answer.json
"""

import importlib
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import Cost, run

Arguments = Mapping[str, Any]


def call(
    function: Callable[..., Any], folder: Path, environment: Mapping[str, str], /, **arguments: Any
) -> tuple[Any, Cost]:
    """What a module's function returns when a child calls it, and what the child cost.

    Args:
        function: of a module, found again by its name; takes and returns what JSON can hold.
        folder: takes its log, arguments and answer.
        environment: variables beside those of this process.
        arguments: by name.
    """
    name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
    given, answer = folder / f"{name}.arguments.json", folder / f"{name}.answer.json"
    folder.mkdir(parents=True, exist_ok=True)
    given.write_text(json.dumps(arguments, default=str))
    answer.unlink(missing_ok=True)
    command = [sys.executable, "-m", __name__, function.__module__, function.__name__]
    cost = run(
        [*command, str(given), str(answer)], environment=environment, log=folder / f"{name}.log"
    )
    return json.loads(answer.read_text()), cost


def main() -> None:
    """Be the child."""
    module, function, given, answer = sys.argv[1:]
    called = getattr(importlib.import_module(module), function)
    returned = called(**json.loads(Path(given).read_text()))
    Path(answer).write_text(json.dumps(returned))


if __name__ == "__main__":
    main()
