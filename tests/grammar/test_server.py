"""The rules' own examples, crash and restart, speed, and the status command, with a real server."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from spincheck.cli import main
from spincheck.engine import Engine
from spincheck.language import grammar
from spincheck.language.grammar import Query, Service
from spincheck.language.grammar_server import ServerError, local
from spincheck.rules.base import Rule
from spincheck.rules.grammar import rules
from spincheck.settings import Settings, merge
from spincheck.sources import read_text
from spincheck.testing import findings_of

pytestmark = pytest.mark.grammar_server

ARTICLE = Path(__file__).parents[2] / "corpora/articles/cold-laser.txt"


@pytest.mark.parametrize("rule", rules(), ids=lambda r: r.code)
def test_examples(rule: Rule, server_url: str) -> None:
    own = {"grammar": {"url": server_url}}
    for example in rule.info.bad:
        assert findings_of(rule, example, settings=own), example
    for example in rule.info.good:
        assert not findings_of(rule, example, settings=own), example


def test_suggestions_repair_the_text(server_url: str) -> None:
    text = "😀 Numerous people report a obvious change. He go home."
    found = [f for r in rules()[:1] for f in findings_of(r, text, settings={"grammar": {"url": server_url}})]
    for finding in reversed(found):
        text = text[: finding.start] + finding.suggestions[0] + text[finding.end :]
    assert text == "😀 Numerous people report an obvious change. He goes home."


def test_an_article_with_a_warm_server(server_url: str) -> None:
    settings = merge(Settings(), {"grammar": {"url": server_url}}, where="test")
    engine = Engine(settings, rules())
    text = ARTICLE.read_text(encoding="utf-8")
    engine.check(read_text(text, name="x", format="text"))
    grammar.close_all()  # forgets the answers, not the server, which is not ours
    start = time.perf_counter()
    report = engine.check(read_text(text, name="x", format="text"))
    assert not report.not_checked
    assert time.perf_counter() - start < 10  # 0.6 s on an idle machine; a limit for hangs, not a benchmark


def test_a_crashed_server_is_restarted_once() -> None:
    try:
        server = local()
    except ServerError as error:
        pytest.skip(str(error))
    service = Service("", 60.0, server=server)
    try:
        assert service.submit("He go home.", Query()).result()
        assert server.process is not None
        first = server.process
        first.kill()
        first.wait()
        assert service.submit("She go home.", Query()).result()
        assert server.restarts == 1
        assert server.process is not None
        server.process.kill()
        server.process.wait()
        with pytest.raises(grammar.GrammarUnavailable, match="crashed twice"):
            service.submit("They goes home.", Query()).result()
    finally:
        service.close()
    assert server.process is None


def test_status_tries_a_sentence(server_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPINCHECK_GRAMMAR_URL", server_url)
    result = CliRunner().invoke(main, ["grammar", "status"])
    assert result.exit_code == 0, result.output
    assert "EN_A_VS_AN" in result.output
