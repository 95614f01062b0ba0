"""Worker processes that are warm, watched and replaced: one that hangs, swells or dies costs one document."""

from __future__ import annotations

import contextlib
import multiprocessing
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Final

from spincheck.errors import SpincheckError
from spincheck.scan.ahead import Ahead, Task
from spincheck.scan.items import Item
from spincheck.scan.worker import Setup, digest_of, failure, serve

#: up to this many documents a second process costs more than it saves
FEW: Final = 16
#: seconds a worker may take to load its models
START_LIMIT: Final = 300.0
#: documents given to a worker at a time: the next one waits there while the result of the last is written here
_AHEAD: Final = 3
#: seconds between looks at the workers' time and memory
_TICK: Final = 0.5

Done = tuple[int, Item, dict[str, Any]]


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    connection: Connection
    deadline: float
    ready: bool = False
    #: seconds the process had waited for a processor when the clock of its document started
    waited: float = 0.0
    #: the first is being checked, the others wait
    tasks: deque[Task] = field(default_factory=deque)


class Pool:
    """At most ``jobs`` processes; each document has ``seconds`` and each process ``megabytes`` (0: no limit)."""

    def __init__(self, setup: Setup, jobs: int, *, seconds: float, megabytes: int = 0, keep: bool = False) -> None:
        """``keep``: leave the processes there after a run, warm for the next one."""
        self.setup = setup
        self.jobs = jobs
        self.seconds = seconds
        self.megabytes = megabytes
        self.keep = keep
        self._workers: list[_Worker] = []
        self._returned: deque[Task] = deque()
        self._failed_starts = 0

    def run(self, items: Iterable[Task]) -> Iterator[list[Done]]:
        """The results of all items, in the order in which they are done, as many at a time as there are; twice a second an
        empty list when there are none, so that the caller can do what is due.

        Items are read only a little ahead of the checks, in another thread. Raises SpincheckError when workers cannot be
        started at all, and whatever reading the items raises.
        """
        source = Ahead(items)
        try:
            many = source.at_least(FEW + 1, 0.5)
            jobs = self.jobs if many else 1
            setup = self.setup if self.setup.threads else replace(self.setup, threads=1 if many else 0)
            while not source.finished or self._returned or any(w.tasks for w in self._workers):
                if not source.finished or self._returned:
                    self._workers.extend(self._start(setup) for _ in range(len(self._workers), jobs))
                done = self._give_all(source)
                starved = not any(w.tasks for w in self._workers) and all(w.ready for w in self._workers)
                if starved and not done and not source.finished:
                    source.wait(_TICK)
                elif not starved:
                    done.extend(self._collect(_TICK if not done else 0))
                yield done
        finally:
            source.close()
            if not self.keep or any(w.tasks for w in self._workers):
                self.close()

    def close(self) -> None:
        """End all workers, busy or not."""
        for worker in self._workers:
            _end(worker)
        self._workers.clear()

    def _start(self, setup: Setup) -> _Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, setup), daemon=True)
        process.start()
        # the worker's end must be open in the worker alone, or its death would go unnoticed
        theirs.close()
        return _Worker(process, ours, time.monotonic() + START_LIMIT)

    def _give_all(self, source: Ahead) -> list[Done]:
        """Hand out what there is, evenly; what cannot be read needs no worker and is done at once."""
        done: list[Done] = []
        for level in range(1, _AHEAD + 1):
            for worker in self._workers:
                while worker.ready and len(worker.tasks) < level and len(done) < 100:
                    task = self._returned.popleft() if self._returned else source.take()
                    if task is None:
                        return done
                    if task[1].error:
                        done.append((*task, failure(task[1], "unreadable", task[1].error)))
                    else:
                        self._give(worker, task)
        return done

    def _give(self, worker: _Worker, task: Task) -> None:
        if not worker.tasks:
            self._restart_clock(worker)
        worker.tasks.append(task)
        with contextlib.suppress(OSError):  # it died; _collect finds it
            worker.connection.send(task[1])

    def _restart_clock(self, worker: _Worker) -> None:
        worker.deadline = time.monotonic() + self.seconds
        worker.waited = _queued(worker.process.pid)

    def _collect(self, seconds: float) -> Iterator[Done]:
        ready = set(wait([w.connection for w in self._workers], timeout=seconds))
        now = time.monotonic()
        for worker in list(self._workers):
            reason = ""
            if worker.connection in ready:
                try:
                    answer = worker.connection.recv()
                except (EOFError, OSError):
                    reason = "the checking process died"
                else:
                    self._failed_starts = 0
                    if not worker.ready:
                        worker.ready = True
                    elif worker.tasks:
                        yield (*worker.tasks.popleft(), answer)
                    self._restart_clock(worker)
            elif now > worker.deadline + _waited(worker) and (worker.tasks or not worker.ready):
                reason = f"not done after {self.seconds:g} seconds" if worker.ready else "it did not start in time"
            if not reason and self.megabytes and _megabytes(worker.process.pid) > self.megabytes:
                reason = f"needed more than {self.megabytes} MB"
            if reason:
                yield from self._replace(worker, reason)

    def _replace(self, worker: _Worker, reason: str) -> Iterator[Done]:
        self._workers.remove(worker)
        _end(worker)
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= 3:
                raise SpincheckError(f"the checking processes do not start: {reason}", "try spincheck check on one file")
        if worker.tasks:
            position, item = worker.tasks.popleft()
            self._returned.extend(worker.tasks)
            kind = "timeout" if "seconds" in reason else "memory" if "MB" in reason else "died"
            yield position, item, failure(item, kind, f"{item.name}: {reason}", digest_of(item))


def _end(worker: _Worker) -> None:
    worker.connection.close()
    worker.process.kill()
    worker.process.join(5)


def _waited(worker: _Worker) -> float:
    """Seconds since the start of the clock in which other programs had the processor: no fault of the document."""
    return max(0.0, _queued(worker.process.pid) - worker.waited)


def _queued(pid: int | None) -> float:
    """Seconds a process has waited for a processor; 0 where the system does not say."""
    try:
        with open(f"/proc/{pid}/schedstat") as stream:
            return int(stream.read().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


def _megabytes(pid: int | None) -> int:
    """Resident memory of a process; 0 where the system does not say."""
    try:
        with open(f"/proc/{pid}/statm") as stream:
            return int(stream.read().split()[1]) * 4096 // 1_000_000
    except (OSError, ValueError, IndexError):
        return 0
