"""Python counts its objects again and again to find those that nobody holds any more.

dbt's and Dagster's graphs are millions of objects that all stay: counting them was an eighth of a
run's time.
"""

import gc


def count_objects_seldom() -> None:
    """Let far more objects come before Python counts them."""
    gc.set_threshold(200_000, 20, 100)
