"""What rules share: computed once, also when it fails."""

import pytest

from spincheck.rules.context import Context
from spincheck.settings import Settings
from spincheck.sources import read_text


def test_a_shared_analysis_runs_once() -> None:
    ctx, calls = Context(read_text("One. Two.", name="x"), Settings()), []
    assert [ctx.shared("k", lambda _: calls.append(1) or len(calls)) for _ in range(3)] == [1, 1, 1]


def test_a_failing_analysis_fails_once() -> None:
    ctx, calls = Context(read_text("One. Two.", name="x"), Settings()), []

    def fail(_: Context) -> int:
        calls.append(1)
        raise LookupError("broken")

    for _ in range(3):
        with pytest.raises(LookupError, match="broken"):
            ctx.shared("k", fail)
    assert calls == [1]


def test_sentences_and_words_around() -> None:
    ctx = Context(read_text("The heart pumps. It never rests.", name="x"), Settings())
    assert [s.text for s in ctx.sentences] == ["The heart pumps.", "It never rests."]
    second = ctx.sentence_at(20)
    assert second is not None
    assert second.index == 1
    assert ctx.sentence_at(500) is None
    assert ctx.words_around(4, 9) == ("The", "pumps It")
