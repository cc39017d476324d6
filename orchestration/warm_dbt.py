"""dbt, imported before it is called: importing it takes longer than building a model.

A server imports dbt and waits on a socket, which only its user can reach. Who calls dbt hands it
the arguments, the environment, the folder and the terminal they were called with, and it forks: the
fork is that dbt, and ends with its caller. Code that is imported is not imported anew, so the
address names what it was; models and macros are read by every fork.

A run has a server of its own, which ends with it. The analyst's (`make model`) stays behind its
first call, and ends when nobody has called for a quarter of an hour.
"""

import gc
import hashlib
import inspect
import json
import os
import select
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import NoReturn

ADDRESS = "CLOSED_LOOP_WARM_DBT"
_IDLE_SECONDS = 900.0
_LONGEST_ADDRESS = 100  # of a socket, in bytes: 103 on macOS, 107 on Linux
_NUMBER = 8  # bytes of a number on the socket
_ROOT = Path(__file__).resolve().parent.parent


def call_warm(arguments: Sequence[str]) -> int | None:
    """Let the server at $CLOSED_LOOP_WARM_DBT do what `dbt` does with these arguments.

    Returns:
        dbt's exit code; None if there is no server, and so nothing was done.

    Raises:
        EOFError: the process that was dbt was killed, and so was who watches it.
    """
    address = os.environ.get(ADDRESS)
    if not address:
        return None
    with socket.socket(socket.AF_UNIX) as server:
        try:
            server.connect(address)
            process = _ask(server, arguments)
        except (OSError, EOFError):  # it ended meanwhile, for nobody had called
            return None
        _hand_on_signals(process)
        return _number(server)


def _ask(server: socket.socket, arguments: Sequence[str]) -> int:
    """The process that is dbt now."""
    request = {
        "arguments": list(arguments),
        "environment": dict(os.environ),
        "folder": str(Path.cwd()),
    }
    sent = json.dumps(request).encode()
    sys.stdout.flush()
    socket.send_fds(server, [_bytes(len(sent))], [0, 1, 2])
    server.sendall(sent)
    return _number(server)


@contextmanager
def warm_dbt() -> Iterator[None]:
    """A server for the calls of this process and its children while the block runs."""
    if not _is_possible():
        yield
        return
    with TemporaryDirectory(prefix="closed-loop-") as folder:
        address = str(Path(folder) / "dbt")
        server = _start(address, stdin=subprocess.PIPE)
        os.environ[ADDRESS] = address
        try:
            yield
        finally:
            os.environ.pop(ADDRESS, None)
            server.communicate()  # it ends when its pipe does, and takes its socket away


def keep_warm(folder: Path) -> None:
    """Name the server of this folder for calls to come, and start it if there is none.

    The call that starts it imports dbt itself: that is not slower than waiting.
    """
    if not _is_possible():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    owned = folder.stat()
    address = str(folder.resolve() / _imported())
    if owned.st_uid != os.getuid() or owned.st_mode & 0o077:
        return  # not this user's alone: the environment that callers send holds secrets
    if len(address.encode()) > _LONGEST_ADDRESS:
        return
    os.environ[ADDRESS] = address
    with socket.socket(socket.AF_UNIX) as server:
        try:
            server.connect(address)
        except OSError:
            _start(address, stdin=subprocess.DEVNULL)


def _is_possible() -> bool:
    return hasattr(os, "fork") and hasattr(socket, "send_fds")


def _imported() -> str:
    """A name for the code that a server started now would import."""
    read = [Path(sysconfig.get_path("purelib")), *sorted(Path(__file__).parent.glob("*.py"))]
    told = [sys.version, *(f"{path} {path.stat().st_mtime_ns}" for path in read)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:8]


def _start(address: str, stdin: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  (our own interpreter)
        [sys.executable, "-m", "orchestration.warm_dbt", address],
        cwd=_ROOT,
        stdin=stdin,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is the caller's, who hands it on
    )


def _hand_on_signals(process: int) -> None:
    def hand_on(number: int, _frame: FrameType | None) -> None:
        with suppress(ProcessLookupError):
            os.kill(process, number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, hand_on)


def main() -> None:
    """Serve the address that is named, as long as there is use for it."""
    address = Path(sys.argv[1])
    _get_ready()
    gc.collect()
    gc.freeze()  # a fork shares what nobody touches
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # forks that ended are nobody's to bury
    starting = address.with_name(str(os.getpid()))
    with socket.socket(socket.AF_UNIX) as listening:
        mask = os.umask(0o077)
        listening.bind(str(starting))
        os.umask(mask)  # what dbt writes has the rights that its caller gives
        listening.listen()
        own = starting.stat().st_ino
        starting.replace(address)  # who connects is heard
        _serve(listening)
        _give_up(address, own)


def _get_ready() -> None:
    """Import dbt, and have made what it makes in passing, by the first use: a second of each call.

    It keeps nothing of what it reads here: the checks and readers of its classes are what stays.
    """
    import dbt.adapters.duckdb
    import dbt.cli.main
    import dbt.task.build  # noqa: F401
    from dbt.adapters.duckdb.credentials import DuckDBCredentials
    from dbt.contracts.graph.manifest import Manifest
    from dbt.contracts.project import Configuration, ProfileConfig, Project, ProjectFlags
    from dbt.parser.manifest import extended_mashumuro_decoder

    from pipelines.settings import dbt_target_dir  # here: callers are to stay light

    for checked in (ProjectFlags, DuckDBCredentials, ProfileConfig, Project, Configuration):
        checked.json_schema()
    inspect.stack()
    read = _ROOT / dbt_target_dir() / "partial_parse.msgpack"
    with suppress(Exception):  # half a file, or none yet: dbt itself says so if it matters
        manifest = Manifest.from_msgpack(read.read_bytes(), extended_mashumuro_decoder)
        manifest.build_flat_graph()  # type: ignore[no-untyped-call]


def _give_up(address: Path, own: int) -> None:
    """Take the socket away, unless a later server has the name; and the folder of a killed run."""
    with suppress(OSError):
        if address.stat().st_ino == own:
            address.unlink()
        address.parent.rmdir()


def _serve(listening: socket.socket) -> None:
    """Fork for each caller; end with the pipe of the run, or when nobody calls any more."""
    has_pipe = not os.path.samestat(os.fstat(0), Path(os.devnull).stat())
    while True:
        heard, _, _ = select.select([listening, *([0] if has_pipe else [])], [], [], _IDLE_SECONDS)
        if listening in heard:
            with listening.accept()[0] as caller:
                if os.fork() == 0:
                    listening.close()
                    _answer(caller)
        elif heard or not has_pipe:
            return


def _answer(caller: socket.socket) -> NoReturn:
    """Be the dbt of one caller, in a second fork, and tell how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    length, descriptors, _, _ = socket.recv_fds(caller, _NUMBER, 3)
    if not length:  # only asked whether anybody is here
        os._exit(0)
    request = json.loads(_received(caller, int.from_bytes(length, "big")))
    process = os.fork()
    if process == 0:
        for number, descriptor in enumerate(descriptors):
            os.dup2(descriptor, number)
        os.environ.clear()
        os.environ.update(request["environment"])
        os.chdir(request["folder"])
        threading.Thread(target=_end_with_caller, args=[caller], daemon=True).start()
        _be_dbt(request["arguments"])
    caller.sendall(_bytes(process))
    _, status = os.waitpid(process, 0)
    code = os.waitstatus_to_exitcode(status)
    with suppress(OSError):  # the caller has ended
        caller.sendall(_bytes(code if code >= 0 else 128 - code))
    os._exit(0)


def _end_with_caller(caller: socket.socket) -> None:
    caller.recv(1)  # nothing more is said: the end, when the caller's process ends
    os.kill(os.getpid(), signal.SIGKILL)


def _be_dbt(arguments: list[str]) -> NoReturn:
    from dbt_common.invocation import reset_invocation_id

    from orchestration.dbt import call

    # Whoever started the server may ignore them; the caller hands them on to be heeded.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    reset_invocation_id()
    sys.argv = ["dbt", *arguments]
    call(arguments)


def _bytes(number: int) -> bytes:
    return number.to_bytes(_NUMBER, "big")


def _number(server: socket.socket) -> int:
    return int.from_bytes(_received(server, _NUMBER), "big")


def _received(connection: socket.socket, length: int) -> bytes:
    """So many bytes.

    Raises:
        EOFError: the other side ended before.
    """
    parts = bytearray()
    while len(parts) < length:
        part = connection.recv(length - len(parts))
        if not part:
            raise EOFError("dbt's process ended without a word: see its log, and call it again")
        parts += part
    return bytes(parts)


if __name__ == "__main__":
    main()
