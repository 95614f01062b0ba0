"""Ask a LanguageTool server, through language_tool_python.

Which server, in this order: the one the user names; in mode "auto" one that already runs on this machine at port 8081; in
mode "on" that one, else the installed one, which is started beside the other checks and kept for the rest of the program;
the public one only when the settings ask for it. Answers are kept in memory by paragraph. The text is never logged: errors
name the server and the reason only.
"""

from __future__ import annotations

import threading
import time
import urllib.parse
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, Protocol, cast

from spincheck.language.grammar_server import Server, ServerError, alive, base_url, configured_url, local

#: where "auto" looks for a running server; LanguageTool's own default port
DEFAULT_URL = "http://localhost:8081/"
PUBLIC_URL = "https://api.languagetool.org/"
#: requests at a time: a local server has ten threads, the public one allows twenty requests a minute
_PARALLEL, _PARALLEL_PUBLIC = 4, 1
_KEPT = 4096
_TRIES = 2
_TIMED_OUT = "timed out"
#: paragraphs in a row without an answer in time, after which a server is given up
_PATIENCE = 4


class GrammarUnavailable(Exception):
    """Grammar cannot be checked; the message says why, in one line, without any of the text."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One match of LanguageTool: offsets in code points into the text that was sent."""

    start: int
    end: int
    rule: str
    category: str
    message: str
    suggestions: tuple[str, ...] = ()
    url: str = ""
    issue: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """What the server is told besides the text: a language code, and rules and categories by their ids."""

    language: str = "en-US"
    enabled_rules: tuple[str, ...] = ()
    disabled_rules: tuple[str, ...] = ()
    enabled_categories: tuple[str, ...] = ()
    disabled_categories: tuple[str, ...] = ()


class Wanted(Protocol):
    """The grammar settings, as far as a server depends on them."""

    @property
    def mode(self) -> Literal["off", "auto", "on"]: ...
    @property
    def url(self) -> str: ...
    @property
    def public(self) -> bool: ...
    @property
    def timeout(self) -> float: ...


def code_points(text: str) -> Callable[[int], int]:
    """From LanguageTool's offsets (UTF-16 units) to code points of ``text``.

    Made anew for each text: language_tool_python keeps the positions of the last text on a class, which parallel requests
    would confuse, and does not convert lengths.
    """
    wide = [i for i, char in enumerate(text) if ord(char) > 0xFFFF]
    if not wide:
        return lambda unit: unit
    # unit offset just behind each wide character
    behind = [position + count + 2 for count, position in enumerate(wide)]
    return lambda unit: unit - bisect_left(behind, unit + 1)


def replies(matches: Sequence[Mapping[str, Any]], text: str) -> tuple[Reply, ...]:
    """The server's matches with exact offsets, in order."""
    place = code_points(text)
    out = []
    for match in matches:
        rule = match["rule"]
        urls = rule.get("urls") or [{}]
        out.append(
            Reply(
                place(match["offset"]),
                place(match["offset"] + match["length"]),
                rule["id"],
                rule["category"]["id"],
                match["message"],
                tuple(r["value"] for r in match["replacements"][:5]),
                urls[0].get("value", ""),
                rule.get("issueType", ""),
            )
        )
    return tuple(sorted(out, key=lambda r: (r.start, r.end, r.rule)))


@lru_cache(maxsize=1)
def _client_class() -> type[Any]:
    import language_tool_python

    class Client(language_tool_python.LanguageTool):
        """language_tool_python's client with a time limit of our own, and answers as the server gave them."""

        def __init__(self, url: str, language: str, timeout: float) -> None:
            self._TIMEOUT = timeout  # type: ignore[assignment]  # declared as the literal 300
            super().__init__(language, remote_server=url)

        def answer(self, text: str) -> list[dict[str, Any]]:
            """The raw matches: ``check`` drops the rule's address and miscounts the length of emoji."""
            address = urllib.parse.urljoin(self._url, "check")
            found = self._query_server(address, self._create_params(text), num_tries=1, method="post")
            return cast(list[dict[str, Any]], found["matches"])

    return Client


@dataclass(slots=True)
class Service:
    """A server in use: sends texts in parallel, remembers answers, recovers once from a crash. Thread-safe."""

    url: str
    timeout: float
    parallel: int = _PARALLEL
    server: Server | None = None
    #: why nothing more is sent; set when the server is gone
    broken: str = ""
    _clients: dict[Query, Any] = field(default_factory=dict)
    _kept: OrderedDict[tuple[Query, str], tuple[Reply, ...]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _started: threading.Event = field(default_factory=threading.Event)
    _pool: ThreadPoolExecutor | None = None
    _hung: int = 0

    @property
    def public(self) -> bool:
        """Whether this is the public server."""
        return self.url == PUBLIC_URL

    def submit(self, text: str, query: Query) -> Future[tuple[Reply, ...]]:
        """Ask in the background. The future raises GrammarUnavailable where there is no answer."""
        return self._workers().submit(self.check, text, query)

    def _workers(self) -> ThreadPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(self.parallel, "grammar")
                if self.server is not None:
                    threading.Thread(target=self._start, name="grammar-start", daemon=True).start()
            return self._pool

    def _start(self) -> None:
        assert self.server is not None
        try:
            self.server.start()
            self.server.ready()
            self.url = self.server.url
        except ServerError as error:
            self.broken = str(error)
        finally:
            self._started.set()

    def check(self, text: str, query: Query) -> tuple[Reply, ...]:
        """The server's matches for a text, from memory where it was asked before. Raises GrammarUnavailable."""
        key = (query, text)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        if self.server is not None:
            self._workers()  # starting the server is part of it
            self._started.wait()
        found = self._ask(text, query)
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found

    def _ask(self, text: str, query: Query) -> tuple[Reply, ...]:
        last = ""
        for attempt in range(_TRIES):
            if self.broken:
                raise GrammarUnavailable(self.broken)
            generation = self.server.restarts if self.server else 0
            try:
                found = replies(self._client(query).answer(text), text)
                self._hung = 0
                return found
            except GrammarUnavailable:
                raise
            except Exception as error:  # the client raises its own kinds, those of requests, and KeyError for odd answers
                last = _describe(error)
            if self.server is not None and not self.server.recover(generation):
                self.broken = "the local LanguageTool server crashed twice"
            elif self.server is None and not alive(self.url):
                if attempt:
                    self.broken = f"the LanguageTool server at {shown(self.url)} did not answer"
                time.sleep(0.3)
        self._hung += last == _TIMED_OUT
        if self._hung >= _PATIENCE:
            # a server that hangs would cost the timeout for each of a thousand paragraphs
            self.broken = f"the LanguageTool server at {shown(self.url)} timed out again and again"
        raise GrammarUnavailable(self.broken or f"the LanguageTool server at {shown(self.url)} {last}")

    def _client(self, query: Query) -> Any:
        with self._lock:
            client = self._clients.get(query)
            if client is None:
                try:
                    client = _client_class()(self.url, query.language, self.timeout)
                except ValueError:
                    raise GrammarUnavailable(
                        f"the LanguageTool server does not know the language {query.language}"
                    ) from None
                client.enabled_rules = set(query.enabled_rules)
                client.disabled_rules = set(query.disabled_rules)
                client.enabled_categories = set(query.enabled_categories)
                client.disabled_categories = set(query.disabled_categories)
                self._clients[query] = client
            return client

    def close(self) -> None:
        """Stop what was started."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        if self.server is not None:
            self.server.stop()


def shown(url: str) -> str:
    """An address without user name and password, fit for a report."""
    parts = urllib.parse.urlsplit(url)
    return urllib.parse.urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _describe(error: Exception) -> str:
    name = type(error).__name__
    text = str(error).lower()
    if "timed out" in text or "timeout" in name.lower():
        return _TIMED_OUT
    if name == "RateLimitError" or "too many requests" in text or "rate limit" in text:
        return "refused: too many requests"
    # never the message itself: a server's error may repeat the text it was sent
    return "did not answer properly"


_SERVICES: dict[tuple[object, ...], Service] = {}
_SERVICES_LOCK = threading.Lock()


def service(wanted: Wanted) -> Service:
    """The server to use under these settings, kept for the rest of the program. Raises GrammarUnavailable."""
    if wanted.mode == "off":
        raise GrammarUnavailable("turned off in the settings")
    url = configured_url(wanted.url)
    key = (wanted.mode, url, wanted.public, wanted.timeout)
    with _SERVICES_LOCK:
        if key not in _SERVICES:
            _SERVICES[key] = _find(wanted, url)
        return _SERVICES[key]


def _find(wanted: Wanted, url: str) -> Service:
    if url:
        try:
            base = base_url(url)
        except ServerError as error:
            raise GrammarUnavailable(str(error)) from None
        if not alive(base, wanted.timeout):
            raise GrammarUnavailable(f"no LanguageTool server answers at {shown(base)}")
        return Service(base, wanted.timeout)
    if wanted.public:
        return Service(PUBLIC_URL, wanted.timeout, _PARALLEL_PUBLIC)
    if alive(DEFAULT_URL):
        return Service(DEFAULT_URL, wanted.timeout)
    if wanted.mode == "auto":
        raise GrammarUnavailable(
            "no LanguageTool server is running; start one with 'spincheck grammar start' or set grammar mode to on "
            "('spincheck grammar install' gets one)"
        )
    try:
        # the first request of a cold server loads the English rules, which takes longer than any other
        return Service("", max(wanted.timeout, 60.0), server=local())
    except ServerError as error:
        raise GrammarUnavailable(str(error)) from None


def close_all() -> None:
    """Stop every server that was started, and forget what was found; for tests and long-lived programs."""
    with _SERVICES_LOCK:
        for one in _SERVICES.values():
            one.close()
        _SERVICES.clear()
