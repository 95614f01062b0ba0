"""Web sites on this machine to crawl, one of them with as many traps as a bad site on the internet."""

from __future__ import annotations

import gzip
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

WORDS = (
    "rest sleep water pain knee back joint muscle doctor nurse cold heat walk run swim bread fruit fish salt sugar blood"
    " heart lung skin eye ear tooth bone brain nerve cell fever cough ache itch burn wound cream tablet dose week month"
)


def prose(number: int, words: int = 120) -> str:
    """Text that no other number has."""
    state = number * 2654435761 % 2**31 or 1
    known, out = WORDS.split(), []
    for _ in range(words):
        state = (state * 1103515245 + 12345) % 2**31
        out.append(known[(state >> 8) % len(known)])
    return " ".join(out).capitalize() + "."


def html(title: str, number: int, *links: str, head: str = "", words: int = 120) -> str:
    """A page with the text of a number and some links."""
    anchors = " ".join(f"<a href='{link}'>more</a>" for link in links)
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head><body><nav><a href='/'>Home</a></nav>"
        f"<main><h1>{title}</h1><p>{prose(number, words)}</p><p>{anchors}</p></main></body></html>"
    )


@dataclass
class Answer:
    """What the server sends. ``drip``: seconds between single bytes; ``slow``: seconds before anything."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drip: float = 0.0
    slow: float = 0.0


Route = Callable[[str], "Answer | str | None"]


def redirect(where: str) -> Answer:
    return Answer(status=302, headers={"Location": where})


def typed(kind: str, body: bytes | str, **headers: str) -> Answer:
    return Answer(body, headers={"Content-Type": kind} | {k.replace("_", "-"): v for k, v in headers.items()})


class Site:
    """``routes`` are asked in order with path and query; the first answer counts, 404 when there is none."""

    def __init__(self, *routes: Route | dict[str, Answer | str]) -> None:
        self.routes = routes
        self.asked: list[str] = []
        self.times: list[float] = []
        self.headers: list[dict[str, str]] = []
        self.url = ""

    @property
    def counts(self) -> Counter[str]:
        """How often each address was asked for."""
        return Counter(self.asked)

    def answer(self, path: str) -> Answer:
        for route in self.routes:
            found = route.get(path) if isinstance(route, dict) else route(path)
            if found is not None:
                return Answer(found) if isinstance(found, str) else found
        return Answer("nothing", 404)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Clients that hang up are what is tested."""


@contextmanager
def serve(site: Site) -> Iterator[Site]:
    """Run a site on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.times.append(time.monotonic())
            site.headers.append({k.lower(): v for k, v in self.headers.items()})
            answer = site.answer(self.path)
            body = answer.body.encode() if isinstance(answer.body, str) else answer.body
            time.sleep(answer.slow)
            self.send_response(answer.status)
            for name, value in ({"Content-Type": "text/html; charset=utf-8"} | answer.headers).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if not answer.drip:
                self.wfile.write(body)
                return
            for byte in body:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(answer.drip)

        def log_message(self, *_: object) -> None:
            return

    server = _Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def articles(count: int) -> Route:
    """``count`` good pages that link on to two more each, with tracking parameters."""

    def route(path: str) -> str | None:
        name = path.removeprefix("/article/")
        if name == path or not name.isdigit() or int(name) >= count:
            return None
        n = int(name)
        links = [f"/article/{m}?utm_source=x" for m in (2 * n + 1, 2 * n + 2) if m < count]
        return html(f"Article {n}", n, *links, head=f"<link rel=canonical href='/article/{n}'>")

    return route


#: where each trap is, and what must become of it in the account
TRAPS = {
    "/calendar?month=1&year=2024": "checked",
    "/loop/a/": "checked",
    "/sort?by=x&page=1": "checked",
    "/session/1;jsessionid=AB12": "checked",
    "/slow": "error",
    "/drip": "error",
    "/hugepage": "error",
    "/bomb": "error",
    "/error500": "error",
    "/flaky": "checked",
    "/busy": "error",
    "/circle1": "error",
    "/hops/0": "error",
    "/private": "skipped",
    "/metadata": "skipped",
    "/credentials": "error",
    "/other-host": "skipped",
    "/brotli": "error",
    "/cut": "error",
    "/latin": "checked",
    "/wrong-charset": "checked",
    "/article/3": "checked",
    "/copy-of-3": "duplicate",
    "/print/4": "duplicate",
    "/wrong-canonical": "checked",
    "/to-article-5": "duplicate",
    "/pdf.pdf": "skipped",
    "/image.png": "skipped",
    "/noindex": "skipped",
    "/nofollow": "checked",
    "/forbidden/x": "robots",
    "/gone": "error",
    "/empty": "error",
    "/binary": "error",
    "/br%6Fken-escape": "checked",
    "/caf\xe9": "checked",
}


def traps() -> Route:
    """A start page, robots.txt, sitemaps and every trap."""
    bomb = gzip.compress(b"<p>" + b"boom " * 4_000_000, 9)
    hits: Counter[str] = Counter()

    def route(path: str) -> Answer | str | None:
        parts = urlsplit(path)
        query = {k: v[0] for k, v in parse_qs(parts.query).items()}
        hits[parts.path] += 1
        page, month = int(query.get("page", 1)), int(query.get("month", 1))
        maps = "<sitemap><loc>/sitemap.xml</loc></sitemap><sitemap><loc>/map2.xml.gz</loc></sitemap>"
        urls = b"<urlset><url><loc>/orphan</loc></url><url><loc>http://elsewhere.test/</loc></url></urlset>"
        next_month = f"/calendar?month={month % 12 + 1}&year={int(query.get('year', 1)) + month // 12}"
        found: dict[str, Answer | str] = {
            "/": html("Start", 9999, "/article/0", *TRAPS),
            "/robots.txt": typed("text/plain", "User-agent: *\nDisallow: /forbidden/\nSitemap: /sitemap.xml\n"),
            "/sitemap.xml": typed("application/xml", f"<sitemapindex>{maps}</sitemapindex>"),
            "/map2.xml.gz": typed("application/gzip", gzip.compress(urls)),
            "/orphan": html("Orphan", 8888),
            "/calendar": html("Calendar", 7777, next_month),
            "/sort": html("Sorted", 6666, *(f"/sort?by={c}&page={page + d}" for c in "xyz" for d in range(4))),
            "/slow": Answer(html("Slow", 1), slow=20),
            "/drip": Answer(html("Drip", 1, words=500), drip=0.05),
            "/hugepage": "<p>" + "large " * 400_000,
            "/bomb": typed("text/html", bomb, content_encoding="gzip"),
            "/error500": Answer("no", 500),
            "/flaky": Answer("wait", 503, {"Retry-After": "0"}) if hits["/flaky"] < 3 else html("Flaky", 5555),
            "/busy": Answer("wait", 429, {"Retry-After": "86400"}),
            "/circle1": redirect("/circle2"),
            "/circle2": redirect("/circle1"),
            "/private": redirect("http://10.0.0.1/"),
            "/metadata": redirect("http://169.254.169.254/latest/meta-data/"),
            "/credentials": redirect("http://user:secret@127.0.0.1/article/1"),
            "/other-host": redirect("http://other.test/"),
            "/to-article-5": redirect("/article/5"),
            "/brotli": typed("text/html", b"\x8b\x02\x80", content_encoding="br"),
            "/cut": typed("text/html", gzip.compress(html("Cut", 1115).encode())[:-20], content_encoding="gzip"),
            "/latin": typed("text/html; charset=iso-8859-1", html("Caf\xe9", 4444).encode("latin-1")),
            "/wrong-charset": Answer(html("Na\xefve", 3333).encode("latin-1")),
            "/copy-of-3": html("Article 3", 3, "/article/7", "/article/8"),
            "/print/4": html("Print", 4, head="<link rel=canonical href='/article/4'>"),
            # claims to be a copy and is none
            "/wrong-canonical": html("Mistake", 2222, head="<link rel=canonical href='/article/2'>"),
            "/pdf.pdf": typed("application/pdf", b"%PDF-1.4"),
            "/image.png": typed("image/png", b"\x89PNG"),
            "/noindex": html("Hidden", 1111, "/behind-noindex", head="<meta name=robots content=noindex>"),
            "/behind-noindex": html("Behind", 1112),
            "/nofollow": Answer(html("No", 1113, "/never"), headers={"X-Robots-Tag": "nofollow"}),
            "/never": html("Never", 1114),
            "/empty": "",
            "/binary": Answer(b"\x00\x01\x02\x03" * 200),
            "/caf%C3%A9": html("Cafe", 1116),
            "/broken-escape": html("Escape", 1117),
        }
        if parts.path in found:
            return found[parts.path]
        if parts.path.startswith("/loop/"):
            return html("Loop", len(path), "b/")
        if parts.path.startswith("/session/"):
            return html("Session", 1118, f"/session/1;jsessionid={hits[parts.path]:08x}")
        if parts.path.startswith("/hops/"):
            return redirect(f"/hops/{int(parts.path[6:]) + 1}")
        return None

    return route


@pytest.fixture
def net() -> Any:
    """The tools of this file, for tests; conftest files cannot be imported."""
    return SimpleNamespace(
        Site=Site, Answer=Answer, serve=serve, html=html, prose=prose, redirect=redirect, typed=typed,
        articles=articles, traps=traps, TRAPS=TRAPS,
    )  # fmt: skip
