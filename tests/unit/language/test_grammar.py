"""The client against a small HTTP server of the test's own that answers, fails and hangs as told."""

from __future__ import annotations

import json
import logging
import threading
import urllib.parse
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spincheck.language import grammar
from spincheck.language.grammar import GrammarUnavailable, Query, Service, code_points, replies
from spincheck.language.grammar_server import ServerError, alive, base_url
from spincheck.settings import GrammarSettings


class Handler(BaseHTTPRequestHandler):
    """Finds every "bad" of a text; obeys ``failures`` (answers to give first) and ``delay``."""

    failures: ClassVar[list[int]] = []
    delay: ClassVar[float] = 0.0
    asked: ClassVar[list[dict[str, list[str]]]] = []

    def do_GET(self) -> None:
        if self.path.startswith("/v2/healthcheck"):
            self._say(200, b"OK")
        else:
            self._say(200, json.dumps([{"code": "en", "longCode": "en-US"}]).encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = urllib.parse.parse_qs(body)
        Handler.asked.append(form)
        sleep(Handler.delay)
        text = form["text"][0]
        if Handler.failures:
            self._say(Handler.failures.pop(), f"Error: {text}".encode())
            return
        units = text.encode("utf-16-le")
        found = []
        at = text.find("bad")
        while at >= 0:
            found.append(_match(len(text[:at].encode("utf-16-le")) // 2))
            at = text.find("bad", at + 1)
        assert len(units) % 2 == 0
        self._say(200, json.dumps({"matches": found}).encode())

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


def _match(offset: int) -> dict[str, Any]:
    rule = {"id": "BAD", "issueType": "grammar", "category": {"id": "GRAMMAR"}, "urls": [{"value": "https://example.org/"}]}
    return {"offset": offset, "length": 3, "message": "Bad.", "replacements": [{"value": "good"}], "rule": rule}


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.delenv("SPINCHECK_GRAMMAR_URL", raising=False)
    Handler.failures, Handler.delay, Handler.asked = [], 0.0, []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
    grammar.close_all()


@given(st.text(alphabet=st.sampled_from("ab é́😀𝒳👩‍🦱\n"), max_size=30))
def test_utf16_offsets_become_code_points(text: str) -> None:
    place = code_points(text)
    for index in range(len(text) + 1):
        assert place(len(text[:index].encode("utf-16-le")) // 2) == index


def test_replies_have_exact_offsets_and_lengths() -> None:
    text = "😀 bad 😀😀 bad"
    matches = [_match(3), _match(12)]
    matches[1]["offset"], matches[1]["length"] = 7, 8
    found = replies(matches, text)
    assert [text[r.start : r.end] for r in found] == ["bad", "😀😀 bad"[:6]]
    assert found[0].suggestions == ("good",)
    assert found[0].url == "https://example.org/"


def test_a_named_server_is_asked_once_per_text(url: str) -> None:
    service = grammar.service(GrammarSettings(url=url))
    query = Query(disabled_categories=("STYLE",), disabled_rules=("A", "B"))
    first = service.submit("so bad", query).result()
    assert [(r.start, r.end) for r in first] == [(3, 6)]
    assert service.submit("so bad", query).result() == first
    assert len(Handler.asked) == 1
    assert Handler.asked[0]["disabledCategories"] == ["STYLE"]
    assert sorted(Handler.asked[0]["disabledRules"][0].split(",")) == ["A", "B"]
    assert service is grammar.service(GrammarSettings(url=url))


def test_parallel_answers_belong_to_their_texts(url: str) -> None:
    service = grammar.service(GrammarSettings(url=url))
    texts = [("😀" * (n % 7)) + "x" * n + "bad" for n in range(60)]
    futures = [service.submit(t, Query()) for t in texts]
    for text, future in zip(texts, futures, strict=True):
        (one,) = future.result()
        assert text[one.start : one.end] == "bad"


def test_a_failure_is_tried_again(url: str) -> None:
    Handler.failures = [500]
    assert grammar.service(GrammarSettings(url=url)).submit("bad", Query()).result()
    assert len(Handler.asked) == 2


def test_lasting_failures_say_nothing_of_the_text(url: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    Handler.failures = [500] * 5
    with pytest.raises(GrammarUnavailable) as caught:
        grammar.service(GrammarSettings(url=url)).submit("the secret words", Query()).result()
    assert "secret" not in str(caught.value)
    assert "secret" not in caplog.text


def test_a_hanging_server_times_out(url: str) -> None:
    Handler.delay = 0.6
    with pytest.raises(GrammarUnavailable, match="timed out"):
        grammar.service(GrammarSettings(url=url, timeout=0.1)).submit("bad", Query()).result()


def test_a_server_that_always_hangs_is_given_up(url: str) -> None:
    service = grammar.service(GrammarSettings(url=url, timeout=0.2))
    assert not service.submit("fine", Query()).result()
    Handler.delay = 0.5
    futures = [service.submit(f"bad {n}", Query()) for n in range(60)]
    for future in futures:
        with pytest.raises(GrammarUnavailable, match="timed out"):
            future.result()
    assert len(Handler.asked) < 30


def test_an_unknown_language_is_named(url: str) -> None:
    with pytest.raises(GrammarUnavailable, match="xx-YY"):
        grammar.service(GrammarSettings(url=url)).submit("bad", Query(language="xx-YY")).result()


def test_a_server_that_goes_away_fails_fast(url: str) -> None:
    service = Service("http://127.0.0.1:9/", 1.0)
    with pytest.raises(GrammarUnavailable, match="did not answer"):
        service.check("bad", Query())
    assert service.broken
    with pytest.raises(GrammarUnavailable, match="did not answer"):
        service.check("worse", Query())


@pytest.mark.parametrize("mode", ["off", "auto"])
def test_without_a_server_the_reason_is_given(mode: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SPINCHECK_GRAMMAR_URL", raising=False)
    monkeypatch.setattr(grammar, "DEFAULT_URL", "http://127.0.0.1:9/")
    with pytest.raises(GrammarUnavailable, match="turned off" if mode == "off" else "spincheck grammar install"):
        grammar.service(GrammarSettings(mode=mode))
    grammar.close_all()


def test_a_server_the_user_named_must_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPINCHECK_GRAMMAR_URL", "http://user:word@127.0.0.1:9")
    with pytest.raises(GrammarUnavailable, match="no LanguageTool server answers at") as caught:
        grammar.service(GrammarSettings())
    assert "word@" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ("localhost:8081", "http://localhost:8081/"),
        ("http://h:1/v2/check", "http://h:1/"),
        ("https://h/lt/v2", "https://h/lt/"),
        (" http://h:1 ", "http://h:1/"),
    ],
)
def test_addresses(given: str, base: str) -> None:
    assert base_url(given) == base


@pytest.mark.parametrize("given", ["", "ftp://h/", "http://", "http://h:99999/", "http://h:x/"])
def test_what_is_no_address(given: str) -> None:
    with pytest.raises(ServerError):
        base_url(given)


def test_another_server_is_no_languagetool(url: str) -> None:
    assert alive(url)
    assert not alive(url + "other/path/")
    assert not alive("http://127.0.0.1:9/")
