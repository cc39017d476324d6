"""What a child process cost: wall seconds, CPU seconds, peak memory; and, sampled, when."""

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
_EVERY_SECONDS = 0.02
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class ChildError(Exception):
    """A measured child failed; the message names the file with what it printed."""


@dataclass(frozen=True)
class Sample:
    """A process at one moment: seconds since 1970, CPU seconds so far, bytes resident."""

    at: float
    cpu: float
    resident: int


@dataclass(frozen=True)
class Cost:
    """What a process, and the children it waited for, cost.

    Attributes:
        wall: seconds.
        cpu: seconds of user and system time, over all threads.
        peak: bytes resident at the worst moment (ru_maxrss).
        samples: the process over time, where the system tells (Linux).
    """

    wall: float
    cpu: float
    peak: int
    samples: tuple[Sample, ...] = field(default=(), repr=False)

    def between(self, start: float, end: float) -> tuple[float | None, int | None]:
        """CPU seconds and the most bytes resident between two moments, if it was sampled."""
        inside = [one for one in self.samples if start <= one.at <= end]
        before = [one for one in self.samples if one.at < start][-1:]
        seen = before + inside
        if not seen:
            return None, None
        return seen[-1].cpu - seen[0].cpu, max(one.resident for one in seen)


def run(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    log: Path,
    accepted: Sequence[int] = (0,),
) -> Cost:
    """Run a command from the project's folder and wait for it.

    Args:
        command: what to run; the first is a path.
        environment: variables beside those of this process.
        log: takes all it prints.
        accepted: statuses that it may end with.

    Raises:
        ChildError: it ended with another status.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    with log.open("w") as printed:
        process = subprocess.Popen(
            command,
            cwd=PROJECT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
        )
        sampler = _Sampler(process.pid)
        sampler.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            process.wait()
            raise
        finally:
            sampler.stop()
        wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)  # it has been waited for already
    if process.returncode not in accepted:
        last = " ".join(log.read_text(errors="replace").split()[-60:])
        raise ChildError(
            f"{Path(command[0]).name} ended with {process.returncode}: … {last} ({log})"
        )
    return Cost(
        wall=wall,
        cpu=usage.ru_utime + usage.ru_stime,
        peak=usage.ru_maxrss * 1024,
        samples=tuple(sampler.samples),
    )


class _Sampler(threading.Thread):
    """Reads /proc now and then; where there is none, it ends at once with nothing."""

    def __init__(self, process_id: int) -> None:
        super().__init__(daemon=True)
        self.samples: list[Sample] = []
        self._stat = Path(f"/proc/{process_id}/stat")
        self._stopped = threading.Event()

    def run(self) -> None:
        while not self._stopped.wait(_EVERY_SECONDS):
            try:
                fields = self._stat.read_text().rpartition(") ")[2].split()
            except OSError:
                return
            cpu = (int(fields[11]) + int(fields[12])) / _TICKS
            self.samples.append(Sample(time.time(), cpu, int(fields[21]) * _PAGE))

    def stop(self) -> None:
        self._stopped.set()
        self.join()
