"""One writer a file, by a lock of the operating system that dies with its process."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from pipelines.errors import Explained

_POLL_SECONDS = 0.2


class LockError(Explained):
    """Somebody else holds what is needed."""


@contextmanager
def hold(path: Path, what: str, timeout: float = 600.0) -> Iterator[None]:
    """Hold the lock file `path` while the block runs.

    Args:
        path: the lock file; it stays behind, empty, and means nothing by being there.
        what: what it protects, for the message ("the raw database").
        timeout: seconds to wait for another holder.

    Raises:
        LockError: another process held it all that time.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path)
    try:
        lock.acquire(timeout=timeout, poll_interval=_POLL_SECONDS)
    except Timeout:
        raise LockError(
            f"Another run has been using {what} for {timeout:.0f} s ({path}): wait until it ends, "
            "or end it, and start again."
        ) from None
    try:
        yield
    finally:
        lock.release()


def wait_until_free(database: Path, what: str, timeout: float = 60.0) -> None:
    """Wait until the DuckDB file can be opened for writing.

    A child of a killed run may have it open for a while; so may somebody's shell.

    Raises:
        LockError: it was open elsewhere all that time, or cannot be opened at all.
    """
    if not database.exists():
        return
    deadline = time.monotonic() + timeout
    while True:
        try:
            duckdb.connect(str(database)).close()
        except duckdb.Error as error:
            if "Could not set lock" not in str(error):
                raise LockError(
                    f"{database} cannot be opened ({type(error).__name__}): see that it is whole "
                    "and writable, or delete it to have it made anew."
                ) from None
        else:
            return
        if time.monotonic() > deadline:
            raise LockError(
                f"Another program has {what} open ({database}): close it and start again."
            )
        time.sleep(_POLL_SECONDS)
