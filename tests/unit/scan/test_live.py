"""The live check against a server on this machine."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from spincheck.scan import live

ASKED: list[tuple[str, str]] = []


class Handler(BaseHTTPRequestHandler):
    def _answer(self) -> None:
        ASKED.append((self.command, self.path))
        pages = {
            "/ok": (200, "<title>Knee care</title><p>Rest.</p>"),
            "/soft": (200, "<title>Page not found</title><p>Sorry.</p>"),
            "/gone": (410, ""),
            "/private": (403, ""),
            "/broken": (500, ""),
            "/": (200, "<title>Front page</title>"),
            "/robots.txt": (200, "User-agent: *\nDisallow: /secret\n"),
        }
        moves = {
            "/moved": "/ok",
            "/front": "/",
            "/loop": "/loop",
            "/away": f"http://localhost:{self.server.server_address[1]}/ok",
        }
        if self.path == "/no-head" and self.command == "HEAD":
            code, body = 405, ""
        elif self.path == "/no-head":
            code, body = 200, "<title>Fine</title>"
        elif self.path in moves:
            self.send_response(302)
            self.send_header("Location", moves[self.path])
            self.end_headers()
            return
        else:
            code, body = pages.get(self.path, (404, ""))
        self.send_response(code)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body.encode())

    do_GET = do_HEAD = _answer

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "status"),
    [("/ok", "ok"), ("/missing", "dead"), ("/gone", "dead"), ("/soft", "soft-404"), ("/moved", "ok"), ("/front", "soft-404"),
     ("/loop", "dead"), ("/away", "redirected"), ("/private", "unknown"), ("/broken", "unknown"), ("/no-head", "ok"),
     ("/secret/x", "robots")],
)  # fmt: skip
def test_answers(base: str, path: str, status: str) -> None:
    [answer] = live.check([base + path], allow_private=True, timeout=5)
    assert answer.status == status, answer


def test_private_addresses_are_refused_and_not_asked(base: str) -> None:
    ASKED.clear()
    answers = live.check([base + "/ok", "http://localhost:1/x", "http://[::1]/x"], timeout=5)
    assert {a.status for a in answers} <= {"refused", "dead"}
    assert answers[0].status == "refused"
    assert not ASKED


def test_each_address_is_asked_once(base: str) -> None:
    ASKED.clear()
    answers = live.check([base + "/ok"] * 5, allow_private=True, timeout=5)
    assert [a.status for a in answers] == ["ok"] * 5
    assert ASKED.count(("HEAD", "/ok")) == 1


@pytest.mark.parametrize("target", ["mailto:a@example.com", "#x", "javascript:alert(1)", "http://" + "a" * 5000])
def test_what_is_no_web_address_is_skipped(target: str) -> None:
    assert live.check([target])[0].status == "skipped"


@pytest.mark.parametrize("target", ["http://", "http://[::", "http://a..b/", "http://xn--/", "http://127.0.0.1:99999/"])
def test_broken_addresses_do_not_raise(target: str) -> None:
    assert live.check([target], allow_private=True, timeout=1)[0].status in ("dead", "refused")
