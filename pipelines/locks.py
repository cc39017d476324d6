"""One writer a file, by a lock of the operating system that dies with its process."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from pipelines.errors import Explained

_POLL_SECONDS = 0.2
_SILENT_SECONDS = 2.0


class LockError(Explained):
    """Somebody else holds what is needed."""


@contextmanager
def hold(path: Path, what: str, timeout: float = 600.0) -> Iterator[None]:
    """Hold the lock file `path` while the block runs; another thread may end the block.

    Args:
        path: the lock file; it stays behind, empty, and means nothing by being there.
        what: what it protects, for the message ("the raw database").
        timeout: seconds to wait for another holder.

    Raises:
        LockError: another process held it all that time.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, thread_local=False)
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


def is_open_elsewhere(error: BaseException | None) -> bool:
    """Whether DuckDB refused a file because another process has it open."""
    return isinstance(error, duckdb.Error) and "Could not set lock" in str(error)


def wait_until_free(
    database: Path,
    what: str,
    progress: Callable[[str], None],
    timeout: float = 600.0,
) -> None:
    """Wait until the DuckDB file can be opened for writing.

    A dbt that outlived its killed run may have it open for a while; so may somebody's shell.

    Args:
        database: the file; that it does not exist is free enough.
        what: what it is, for the messages ("the raw database").
        progress: told once that there is something to wait for.
        timeout: seconds to wait.

    Raises:
        LockError: it was open elsewhere all that time, or cannot be opened at all.
    """
    started = time.monotonic()
    told = False
    while database.exists():
        try:
            duckdb.connect(str(database)).close()
        except duckdb.Error as error:
            if not is_open_elsewhere(error):
                raise LockError(
                    f"{database} cannot be opened ({type(error).__name__}): see that it is whole "
                    "and writable, or delete it to have it made anew."
                ) from None
        else:
            return
        waited = time.monotonic() - started
        if waited > timeout:
            raise LockError(
                f"Another program has {what} open ({database}): close it and start again."
            )
        if waited > _SILENT_SECONDS and not told:
            progress(f"waiting for another program that has {what} open ({database}) …")
            told = True
        time.sleep(_POLL_SECONDS)
