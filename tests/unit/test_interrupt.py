from __future__ import annotations

from collections.abc import Iterator
from threading import Thread

import pytest

from spincheck import interrupt, memo
from spincheck.engine import Engine
from spincheck.lsp.checker import Checker
from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.sources import read_text

DOCUMENT = read_text("Rest helps a sore back.", name="a.md", format="markdown")


@pytest.fixture
def remembering() -> Iterator[None]:
    memo.switch(True)
    yield
    memo.switch(False)


def test_a_point_passes_unless_somebody_gave_up() -> None:
    interrupt.point()
    with interrupt.when(lambda: False):
        interrupt.point()
    with interrupt.when(lambda: True), pytest.raises(interrupt.Interrupted):
        interrupt.point()
    interrupt.point()


def test_one_thread_does_not_end_another() -> None:
    def elsewhere() -> None:
        interrupt.point()
        passed.append(True)

    passed: list[bool] = []
    with interrupt.when(lambda: True):
        other = Thread(target=elsewhere)
        other.start()
        other.join()
    assert passed


def test_no_rule_runs_after_the_one_during_which_the_check_was_given_up() -> None:
    ran: list[str] = []

    def made(code: str) -> object:
        def check(ctx: Context) -> Iterator[Hit]:
            """A rule that only says that it ran, and finds nothing at all.

            Nothing to explain.
            """
            ran.append(code)
            return iter(())

        return rule(code, name=f"made-{code.lower()}", category="spun", severity=Severity.LOW)(check)

    engine = Engine(rules=[made("SPN998"), made("SPN999")])  # type: ignore[list-item]
    with interrupt.when(lambda: bool(ran)), pytest.raises(interrupt.Interrupted):
        engine.check(DOCUMENT)
    assert ran == ["SPN998"]


def test_a_rule_cannot_swallow_it_and_an_analysis_is_not_remembered_as_failed() -> None:
    ctx = Context(DOCUMENT, Engine().settings)

    def make(_: Context) -> str:
        interrupt.point()
        return "made"

    with interrupt.when(lambda: True), pytest.raises(interrupt.Interrupted):
        ctx.shared("key", make)
    assert ctx.shared("key", make) == "made"


@pytest.mark.usefixtures("remembering")
def test_what_was_computed_before_is_kept_for_the_next_check() -> None:
    asked: list[list[str]] = []

    def compute(texts: list[str]) -> list[str]:
        asked.append(texts)
        return [t.upper() for t in texts]

    with interrupt.when(lambda: len(asked) == 2), pytest.raises(interrupt.Interrupted):
        memo.through("k", list("abcdef"), compute, piece=2)
    assert asked == [["a", "b"], ["c", "d"]]
    assert memo.through("k", list("abcdef"), compute, piece=2) == list("ABCDEF")
    assert asked[2:] == [["e", "f"]]


def test_the_checker_gives_up_and_checks_on() -> None:
    checker = Checker({"level": "fast"})
    text = "The chilly laser treats bosom disease.\n"
    with pytest.raises(interrupt.Interrupted):
        checker.check(text, "a.md", unwanted=lambda: True)
    assert checker.check(text, "a.md").findings
    memo.switch(False)
