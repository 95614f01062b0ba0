"""A few threads that fetch. Unlike those of concurrent.futures they never keep a process that wants to end."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")

_Task = tuple[Future[Any], Callable[..., Any], tuple[Any, ...]]


class Threads:
    """``count`` threads that do what is submitted, in order."""

    def __init__(self, count: int) -> None:
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._threads = [threading.Thread(target=self._work, name=f"fetch-{n}", daemon=True) for n in range(count)]
        for thread in self._threads:
            thread.start()

    def submit(self, function: Callable[..., T], *given: Any) -> Future[T]:
        """The result to come of ``function(*given)``."""
        future: Future[T] = Future()
        self._tasks.put((future, function, given))
        return future

    def close(self) -> None:
        """Do nothing more. Waits for what is being done; end that first."""
        while True:
            try:
                task = self._tasks.get_nowait()
            except queue.Empty:
                break
            if task is not None:
                task[0].cancel()
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join(5)

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            future, function, given = task
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(function(*given))
            except BaseException as error:  # for the thread that asks for the result
                future.set_exception(error)
