"""The engine: one faulty rule does not end a check, and is not reported as clean either."""

from collections.abc import Iterator
from dataclasses import replace

from spincheck.engine import Engine, missing
from spincheck.rules.base import Hit
from spincheck.rules.context import Context
from spincheck.rules.loader import all_rules
from spincheck.settings import Settings
from spincheck.sources import read_text

TEXT = "The chilly laser treats kidney disappointment."


def _broken(_: Context) -> Iterator[Hit]:
    raise RuntimeError("boom")


def test_a_rule_that_fails_leaves_its_family_incomplete() -> None:
    settings = Settings(select=("SPN",), require=("spun",))
    rules = [replace(r, run=_broken) if r.code == "SPN107" else r for r in all_rules()]
    report = Engine(settings, rules).check(read_text(TEXT, name="x"))
    assert report.findings
    assert [(n.check, n.reason) for n in missing(report, settings)] == [("SPN107", "the rule failed: RuntimeError: boom")]
    assert missing(report, Settings(require=("SPN107",)))
    assert not missing(report, Settings(require=("links",)))
    assert not missing(Engine(settings).check(read_text(TEXT, name="x")), settings)
