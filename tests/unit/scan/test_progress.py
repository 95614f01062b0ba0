"""The progress line: what it says, and that only a terminal gets it."""

from __future__ import annotations

import io
import time

from spincheck.scan.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def result(path: str, words: int, score: float | None) -> dict[str, object]:
    row: list[object] = [""] * 25
    row[0], row[10], row[11] = path, words, score
    return {"document": tuple(row)}


def test_documents_speed_time_left_errors_and_the_worst() -> None:
    now = [0.0]
    stream = Terminal()
    progress = Progress(lambda: 100, stream=stream, clock=lambda: now[0])
    while progress.total is None:
        time.sleep(0.001)
    progress.add(result("good.txt", 300, 90.0))
    progress.add(result("bad.txt", 500, 12.4))
    progress.add(result("short.txt", 20, None))
    progress.add({"error": ("x", "", "unreadable", "no", "")})
    now[0] = 2.0
    progress.tell(skipped=6)
    assert stream.getvalue() == "\r\x1b[K10 of 100 documents, 410 words/s, 0:45 left, 1 error, worst 12 bad.txt"
    progress.tell(skipped=6)
    assert stream.getvalue().count("\r") == 1, "once a second"
    progress.end()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_without_a_total_no_time_is_promised() -> None:
    progress = Progress(stream=Terminal(), clock=lambda: 0.0)
    progress.add(result("a.txt", 100, 80.0))
    assert progress.line(10.0) == "1 documents, 10 words/s, worst 80 a.txt"


def test_nothing_where_nobody_looks() -> None:
    for stream, quiet in ((io.StringIO(), False), (Terminal(), True)):
        progress = Progress(lambda: 1, quiet=quiet, stream=stream, clock=lambda: 0.0)
        progress._last = -10.0
        progress.tell()
        progress.end()
        assert stream.getvalue() == ""
