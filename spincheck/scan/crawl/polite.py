"""One host at a time is asked little at a time: spacing, robots.txt, retries with back-off, and giving up on the dead."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from spincheck.scan.crawl.errors import FetchError
from spincheck.scan.crawl.fetch import Fetcher, Page
from spincheck.scan.crawl.robots import Robots
from spincheck.scan.crawl.urls import host_of

#: seconds that a server may ask to be left alone before its page is given up
LONGEST_WAIT: Final = 60.0
#: pages in a row that a host may fail to answer before it counts as gone
FAILURES: Final = 8
GONE: Final = "the host stopped answering"


@dataclass(frozen=True, slots=True)
class Manners:
    """``delay``: least seconds between two requests to a host; ``each``: requests to one host at a time; ``tries`` per
    page; ``backoff``: seconds before the second try, doubled for the third.
    """

    delay: float = 0.25
    each: int = 2
    tries: int = 3
    backoff: float = 1.0


@dataclass(slots=True)
class _Host:
    slots: threading.Semaphore
    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0
    failures: int = 0


class Visitor:
    """Fetches pages with manners; may be used from several threads."""

    def __init__(self, fetcher: Fetcher, manners: Manners) -> None:
        self.fetcher = fetcher
        self.manners = manners
        self.robots = Robots(fetcher, pause=self._pause, tries=manners.tries, backoff=manners.backoff)
        self._stop = threading.Event()
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    def visit(
        self, url: str, *, ask_robots: bool = True, inside: Callable[[str], bool] = lambda url: True, **how: Any
    ) -> Page:
        """Fetch a page, again when that may help. ``inside`` says whether a redirection may be followed to an address;
        ``how`` is for :meth:`Fetcher.get`.

        Raises FetchError; its kind is "outside" for a redirection that must not be followed, "gone" for a host that failed
        too often.
        """
        host = self._host(url)

        def before(address: str) -> None:
            if address != url and not inside(address):
                raise FetchError("outside", "redirects to another host", url=address)
            delay = 0.0
            if ask_robots:
                rules = self.robots.of(address)
                delay = rules.delay
                if refusal := rules.refusal(address):
                    raise FetchError("robots", refusal, url=address)
            self._turn(self._host(address), delay)

        for attempt in range(self.manners.tries):
            if self._stop.is_set():
                raise FetchError("stopped", "the scan was stopped", url=url)
            if host.failures >= FAILURES:
                raise FetchError("gone", GONE, url=url)
            try:
                with host.slots:
                    page = self.fetcher.get(url, before=before, **how)
            except FetchError as error:
                if self._stop.is_set():
                    raise FetchError("stopped", "the scan was stopped", url=url) from None
                # an answer of any kind shows that the host is there
                host.failures = host.failures + 1 if error.kind in ("timeout", "network") else 0
                if not error.passing or attempt + 1 == self.manners.tries:
                    raise
                wait = self.manners.backoff * 2**attempt
                if error.wait is not None:
                    if error.wait > LONGEST_WAIT:
                        raise FetchError("status", f"{error.reason}; asks to wait {error.wait:.0f} seconds",
                                         code=error.code, url=error.url) from None  # fmt: skip
                    wait = max(wait, error.wait)
                if error.code in (429, 503):
                    self._rest(host, wait)
                self._pause(wait)
            else:
                host.failures = 0
                return page
        raise AssertionError("every try returns or raises")

    def stop(self) -> None:
        """End all waiting and all requests."""
        self._stop.set()
        self.fetcher.stop()

    def _host(self, url: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(host_of(url), _Host(threading.Semaphore(self.manners.each)))

    def _turn(self, host: _Host, delay: float) -> None:
        """Wait until the host may be asked again."""
        with host.lock:
            now = time.monotonic()
            at = max(now, host.free_at)
            host.free_at = at + max(self.manners.delay, delay)
        self._pause(at - now)

    def _rest(self, host: _Host, seconds: float) -> None:
        with host.lock:
            host.free_at = max(host.free_at, time.monotonic() + seconds)

    def _pause(self, seconds: float) -> None:
        if seconds > 0 and self._stop.wait(seconds):
            raise FetchError("stopped", "the scan was stopped")
