"""sqlfluff as `make lint` calls it: `python -m tests.lint_sql lint …`.

It keeps millions of objects, which Python would count again and again: a sixth of its time. Its
processes import this module, too.
"""

import gc
import sys

gc.set_threshold(200_000, 50, 1000)

if __name__ == "__main__":
    from sqlfluff.cli.commands import cli

    cli(sys.argv[1:], prog_name="sqlfluff")
