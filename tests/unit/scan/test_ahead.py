"""Inputs are read a little ahead and no further; a document's clock stands while others have the processor."""

from __future__ import annotations

import time
from collections.abc import Iterator
from multiprocessing import get_context
from typing import Any, cast

import pytest

from spincheck.scan import pool
from spincheck.scan.ahead import ITEMS, SIZE, Ahead, Task
from spincheck.scan.items import Item
from spincheck.scan.pool import Pool
from spincheck.scan.worker import Setup


def drain(ahead: Ahead) -> list[int]:
    found = []
    while not ahead.finished:
        task = ahead.take()
        if task is None:
            ahead.wait(0.1)
        else:
            found.append(task[0])
    return found


def until(condition: Any) -> None:
    end = time.monotonic() + 30
    while not condition() and time.monotonic() < end:
        time.sleep(0.005)
    assert condition()


class Source:
    """Counts what was taken from it and notes when it was closed."""

    def __init__(self, count: int, data: str | None = None, fails: bool = False) -> None:
        self.given, self.closed = 0, False
        self.count, self.data, self.fails = count, data, fails

    def __iter__(self) -> Iterator[Task]:
        try:
            for n in range(self.count):
                self.given += 1
                yield n, Item(str(n), str(n), self.data)
            if self.fails:
                raise ValueError("broken")
        finally:
            self.closed = True


def test_everything_in_order_and_no_more_than_needed() -> None:
    source = Source(500)
    ahead = Ahead(source)
    until(lambda: source.given >= ITEMS)
    time.sleep(0.05)
    assert source.given == ITEMS
    assert drain(ahead) == list(range(500))
    assert source.closed


def test_large_items_are_bounded_by_their_size() -> None:
    source = Source(20, "x" * (SIZE // 4))
    ahead = Ahead(source)
    until(lambda: source.given >= 4)
    time.sleep(0.05)
    assert source.given == 4
    ahead.close()
    until(lambda: source.closed)


def test_an_error_of_the_source_comes_after_what_it_gave() -> None:
    ahead = Ahead(Source(2, fails=True))
    until(lambda: ahead.at_least(2, 0.1))
    assert [cast(Task, ahead.take())[0] for _ in range(2)] == [0, 1]
    with pytest.raises(ValueError, match="broken"):
        until(lambda: ahead.take() is not None)
    assert not ahead.finished


def test_whether_there_is_much_to_do() -> None:
    assert not Ahead(Source(3)).at_least(4, 30)
    assert Ahead(Source(4)).at_least(4, 30)

    def slow() -> Iterator[Task]:
        time.sleep(1)
        yield 0, Item("0", "0")

    assert Ahead(slow()).at_least(4, 0.01), "not known in time: as if there were"


def test_time_in_which_others_have_the_processor_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    waited = [5.0]
    monkeypatch.setattr(pool, "_queued", lambda pid: waited[0])
    monkeypatch.setattr(pool, "_end", lambda worker: None)
    ours, theirs = get_context("spawn").Pipe()
    process = cast(Any, type("Process", (), {"pid": 1})())
    worker = pool._Worker(process, ours, time.monotonic() - 1, ready=True)
    worker.waited = 5.0
    worker.tasks.append((0, Item("a", "a", "text")))
    checks = Pool(Setup({}), 1, seconds=1)
    checks._workers.append(worker)
    waited[0] = 8.0
    assert list(checks._collect(0)) == []
    waited[0] = 5.5
    ((place, item, result),) = checks._collect(0)
    assert (place, item.key, result["error"][2:4]) == (0, "a", ("timeout", "a: not done after 1 seconds"))
    theirs.close()
