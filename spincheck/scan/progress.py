"""Where a scan is: one line that is written over, on a terminal only."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, TextIO

#: columns of the line
_WIDTH = 160


class Progress:
    """Counts what is done and says so once a second."""

    def __init__(
        self,
        count: Callable[[], int | None] = lambda: None,
        *,
        quiet: bool = False,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``count`` gives the number of documents in all inputs, or None when it is not known beforehand; it is asked in a
        thread of its own, since it may take its time.
        """
        self._stream = stream or sys.stderr
        self._clock = clock
        self.shown = not quiet and self._stream.isatty()
        self.began = clock()
        self._last = self.began
        self.documents = self.words = self.errors = self.skipped = 0
        self.total: int | None = None
        self.worst: tuple[float, str] = (101.0, "")
        if self.shown:
            threading.Thread(target=self._find_total, args=(count,), daemon=True).start()

    def _find_total(self, count: Callable[[], int | None]) -> None:
        self.total = count()

    def add(self, result: Mapping[str, Any]) -> None:
        """Count a document that was checked, or could not be."""
        self.documents += 1
        if "error" in result:
            self.errors += 1
            return
        row = result["document"]
        path, words, score = row[0], row[10], row[11]
        self.words += words
        if score is not None:
            self.worst = min(self.worst, (score, path))

    def tell(self, skipped: int = 0) -> None:
        """Write the line, unless it was written within the last second. ``skipped``: documents that need no check."""
        self.skipped = skipped
        now = self._clock()
        if self.shown and now - self._last >= 1:
            self._last = now
            self._stream.write(f"\r\033[K{self.line(now)}")
            self._stream.flush()

    def line(self, now: float) -> str:
        """What is said at a moment of the clock."""
        seconds = max(now - self.began, 0.001)
        done = self.documents + self.skipped
        known = self.total is not None and self.total >= done
        parts = [
            f"{done} of {self.total} documents" if known else f"{done} documents",
            f"{self.words / seconds:.0f} words/s",
        ]
        if known and self.total is not None and self.documents:
            parts.append(f"{_duration((self.total - done) * seconds / self.documents)} left")
        if self.errors:
            parts.append(f"{self.errors} error{'s' * (self.errors > 1)}")
        if self.worst[1]:
            parts.append(f"worst {self.worst[0]:.0f} {self.worst[1]}")
        return ", ".join(parts)[:_WIDTH]

    def end(self) -> None:
        """Clear the line."""
        if self.shown:
            self._stream.write("\r\033[K")
            self._stream.flush()
        self.shown = False


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
