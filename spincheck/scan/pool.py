"""Worker processes that are warm, watched and replaced: one that hangs, swells or dies costs one document."""

from __future__ import annotations

import contextlib
import multiprocessing
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Final

from spincheck.errors import SpincheckError
from spincheck.scan.items import Item
from spincheck.scan.worker import Setup, failure, serve

#: seconds a worker may take to load its models
START_LIMIT: Final = 300.0
#: seconds between looks at the workers' time and memory
_TICK: Final = 0.5


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    connection: Connection
    deadline: float
    ready: bool = False
    task: tuple[int, Item] | None = None


class Pool:
    """``jobs`` processes; each document has ``seconds`` and each process ``megabytes`` (0: no limit)."""

    def __init__(self, setup: Setup, jobs: int, *, seconds: float, megabytes: int = 0) -> None:
        self.setup = setup
        self.jobs = jobs
        self.seconds = seconds
        self.megabytes = megabytes
        self._workers: list[_Worker] = []
        self._failed_starts = 0

    def run(self, items: Iterable[tuple[int, Item]]) -> Iterator[tuple[int, Item, dict[str, Any]]]:
        """The result of every item, in the order in which they are done. Reads items only as fast as they are checked.

        Raises SpincheckError when workers cannot be started at all.
        """
        source = iter(items)
        exhausted = False
        try:
            while True:
                while not exhausted and len(self._workers) < self.jobs:
                    self._workers.append(self._start())
                for worker in self._workers:
                    while not exhausted and worker.ready and worker.task is None:
                        task = next(source, None)
                        if task is None:
                            exhausted = True
                        elif task[1].error:
                            yield (*task, failure(task[1], "unreadable", task[1].error))
                        else:
                            self._give(worker, task)
                if exhausted and not any(w.task for w in self._workers):
                    return
                yield from self._collect()
        finally:
            self.close()

    def close(self) -> None:
        """End all workers, busy or not."""
        for worker in self._workers:
            _end(worker)
        self._workers.clear()

    def _start(self) -> _Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, self.setup), daemon=True)
        process.start()
        # the worker's end must be open in the worker alone, or its death would go unnoticed
        theirs.close()
        return _Worker(process, ours, time.monotonic() + START_LIMIT)

    def _give(self, worker: _Worker, task: tuple[int, Item]) -> None:
        worker.task = task
        worker.deadline = time.monotonic() + self.seconds
        with contextlib.suppress(OSError):  # it died while idle; _collect finds it
            worker.connection.send(task[1])

    def _collect(self) -> Iterator[tuple[int, Item, dict[str, Any]]]:
        ready = set(wait([w.connection for w in self._workers], timeout=_TICK))
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
                    elif worker.task is not None:
                        done, worker.task = worker.task, None
                        yield (*done, answer)
            elif now > worker.deadline and (worker.task is not None or not worker.ready):
                reason = f"not done after {self.seconds:g} seconds" if worker.ready else "it did not start in time"
            if not reason and self.megabytes and _megabytes(worker.process.pid) > self.megabytes:
                reason = f"needed more than {self.megabytes} MB"
            if reason:
                yield from self._replace(worker, reason)

    def _replace(self, worker: _Worker, reason: str) -> Iterator[tuple[int, Item, dict[str, Any]]]:
        self._workers.remove(worker)
        _end(worker)
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= 3:
                raise SpincheckError(f"the checking processes do not start: {reason}", "try spincheck check on one file")
        if worker.task is not None:
            position, item = worker.task
            kind = "timeout" if "seconds" in reason else "memory" if "MB" in reason else "died"
            yield position, item, failure(item, kind, f"{item.name}: {reason}")


def _end(worker: _Worker) -> None:
    worker.connection.close()
    worker.process.kill()
    worker.process.join(5)


def _megabytes(pid: int | None) -> int:
    """Resident memory of a process; 0 where the system does not say."""
    try:
        with open(f"/proc/{pid}/statm") as stream:
            return int(stream.read().split()[1]) * 4096 // 1_000_000
    except (OSError, ValueError, IndexError):
        return 0
