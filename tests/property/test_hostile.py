"""Hostile text: bounded time in every family, no rule fails."""

import time

import pytest

from spincheck.engine import Engine
from spincheck.settings import Settings
from spincheck.sources import read_text

#: each is linear to read; a pattern that is not would take minutes at this size
CASES = {
    "one long word": "a" * 200_000,
    "one long word with dots": "a." * 30_000,
    "hyphens": "a-" * 30_000,
    "braces": "{a|" * 15_000,
    "quotes": '"a ' * 15_000,
    "addresses": "http://a.b/" * 4_000,
    "at signs": "a@" * 20_000,
    "digits": "1" * 200_000,
    "capitals": "By A. " * 5_000,
    "bidirectional controls": "\u202e\u2066chilly " * 10_000,
    "spaces": "a" + " " * 300_000 + "b",
    "combining marks": "e\u0301" * 20_000,
}


@pytest.mark.parametrize("name", CASES)
def test_every_family_stays_bounded(name: str) -> None:
    engine = Engine(Settings(level="fast"))
    begun = time.process_time()
    report = engine.check(read_text(CASES[name], name=name))
    assert time.process_time() - begun < 60, "a bound on runaway patterns, not a benchmark"
    assert not [n for n in report.not_checked if n.reason.startswith("the rule failed")]
