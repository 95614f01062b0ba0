"""Remembered model results."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from spincheck import memo


@pytest.fixture(autouse=True)
def _off_afterwards() -> Iterator[None]:
    memo.switch(False)
    yield
    memo.switch(False)


def test_off_it_computes_everything() -> None:
    asked: list[list[str]] = []
    for _ in range(2):
        assert memo.through("k", ["a", "a"], lambda t: asked.append(t) or [x.upper() for x in t]) == ["A", "A"]  # type: ignore[func-returns-value]
    assert asked == [["a", "a"], ["a", "a"]]


def test_on_it_asks_for_each_new_text_once_per_kind() -> None:
    memo.switch(True)
    asked: list[list[str]] = []

    def compute(texts: list[str]) -> list[str]:
        asked.append(texts)
        return [t.upper() for t in texts]

    assert memo.through("k", ["a", "b", "a"], compute) == ["A", "B", "A"]
    assert memo.through("k", ["b", "c"], compute) == ["B", "C"]
    assert memo.through("other", ["a"], compute) == ["A"]
    assert asked == [["a", "b"], ["c"], ["a"]]


def test_it_is_bounded_and_keeps_what_was_used_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memo, "ENTRIES", 2)
    memo.switch(True)
    asked: list[str] = []

    def compute(texts: list[str]) -> list[str]:
        asked.extend(texts)
        return texts

    for text in ("a", "b", "a", "c", "a", "b"):
        memo.through("k", [text], compute)
    assert asked == ["a", "b", "c", "b"]
