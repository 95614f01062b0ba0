"""Read what is to be scanned in a thread of its own, a little ahead of the workers and no further."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Final

from spincheck.scan.items import Item

Task = tuple[int, Item]

#: how much waits at most: documents, and characters or bytes of those that carry their content
ITEMS: Final = 64
SIZE: Final = 32_000_000


class Ahead:
    """The items of a source. A slow source (a crawl) keeps nobody waiting, a fast one does not fill the memory."""

    def __init__(self, source: Iterable[Task]) -> None:
        self._source = iter(source)
        self._items: deque[Task] = deque()
        self._size = 0
        self._finished = self._stop = False
        self._error: BaseException | None = None
        self._changed = threading.Condition()
        # a daemon: a source that hangs must not keep the process
        self._thread = threading.Thread(target=self._read, name="scan-inputs", daemon=True)
        self._thread.start()

    def take(self) -> Task | None:
        """The next item, or None while there is none. Raises what the source raised."""
        with self._changed:
            if self._items:
                task = self._items.popleft()
                self._size -= _size(task)
                self._changed.notify_all()
                return task
            if self._error is not None:
                raise self._error
            return None

    @property
    def finished(self) -> bool:
        """Whether nothing waits and nothing will come."""
        with self._changed:
            return self._finished and not self._items and self._error is None

    def at_least(self, count: int, seconds: float) -> bool:
        """Whether more than ``count`` - 1 items wait, once that is known or ``seconds`` have passed; also true for a source
        that is not at its end by then.
        """
        end = time.monotonic() + seconds
        with self._changed:
            while len(self._items) < count and not self._finished and self._size < SIZE:
                left = end - time.monotonic()
                if left <= 0:
                    return True
                self._changed.wait(left)
            return len(self._items) >= count or not self._finished

    def wait(self, seconds: float) -> None:
        """Return when there is an item, the source has ended, or after ``seconds``."""
        with self._changed:
            if not self._items and not self._finished:
                self._changed.wait(seconds)

    def close(self) -> None:
        """Read no more."""
        with self._changed:
            self._stop = True
            self._changed.notify_all()
        self._thread.join(1)

    def _read(self) -> None:
        try:
            for task in self._bounded():
                with self._changed:
                    self._items.append(task)
                    self._size += _size(task)
                    self._changed.notify_all()
        except BaseException as error:  # for the thread that takes
            self._error = error
        finally:
            close = getattr(self._source, "close", None)
            if close is not None:
                with contextlib.suppress(Exception):
                    close()
            with self._changed:
                self._finished = True
                self._changed.notify_all()

    def _bounded(self) -> Iterator[Task]:
        while True:
            with self._changed:
                while not self._stop and (len(self._items) >= ITEMS or self._size >= SIZE):
                    self._changed.wait()
                if self._stop:
                    return
            try:
                yield next(self._source)
            except StopIteration:
                return


def _size(task: Task) -> int:
    return len(task[1].data or "")
