"""robots.txt of each host, read as RFC 9309 says, asked once and kept.

Protego decides, since the standard library's parser knows neither wildcards nor the longest match. What is not there (4xx)
allows everything; a server that fails (5xx, no answer) allows nothing until it has been asked again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from spincheck.scan.crawl.errors import FetchError
from spincheck.scan.crawl.fetch import PRODUCT, Fetcher

if TYPE_CHECKING:
    from protego import Protego

#: bytes that are read; the standard asks for at least 500 KiB
_LONGEST: Final = 512_000
#: seconds before a server that failed is asked again, and before rules are read anew
_AGAIN: Final = 600.0
_STALE: Final = 86_400.0
#: seconds between pages beyond which a crawl would never end
LONGEST_DELAY: Final = 60.0
_SITEMAPS: Final = 50


@dataclass(slots=True)
class Rules:
    """What a host wants. ``unavailable`` says why nothing is allowed for now; ``delay`` are seconds between pages."""

    parsed: Protego | None = None
    unavailable: str = ""
    delay: float = 0.0
    sitemaps: tuple[str, ...] = ()
    until: float = field(default=float("inf"))

    def refusal(self, url: str) -> str:
        """Why a page may not be fetched; empty when it may."""
        if self.unavailable:
            return self.unavailable
        if self.parsed is not None and not self.parsed.can_fetch(url, PRODUCT):
            return "robots.txt disallows it"
        return ""


def parse(text: str) -> Rules:
    """The rules of a robots.txt. Never raises."""
    from protego import Protego

    try:
        # null bytes and huge lines are no rules
        parsed = Protego.parse("\n".join(line[:2000] for line in text.replace("\0", "").splitlines()))
        delay = float(parsed.crawl_delay(PRODUCT) or 0)
        sitemaps = tuple(dict.fromkeys(str(s)[:2048] for s in parsed.sitemaps))[:_SITEMAPS]
    except (ValueError, TypeError, OverflowError, RecursionError, AttributeError, IndexError):
        return Rules(unavailable="robots.txt cannot be understood")
    if delay > LONGEST_DELAY:
        return Rules(parsed, f"robots.txt asks for {delay:g} seconds between pages, more than {LONGEST_DELAY:g}", delay)
    return Rules(parsed, delay=max(0.0, delay) if delay == delay else 0.0, sitemaps=sitemaps)


class Robots:
    """The rules of all hosts, by scheme, host and port; may be used from several threads."""

    def __init__(
        self, fetcher: Fetcher, *, pause: Callable[[float], None] = time.sleep, tries: int = 3, backoff: float = 1.0
    ) -> None:
        self._fetcher = fetcher
        self._pause = pause
        self._tries = tries
        self._backoff = backoff
        self._rules: dict[str, Rules] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def of(self, url: str) -> Rules:
        """The rules for a page's host. Raises FetchError ("refused", "stopped") where the host must not be asked at all."""
        host = "/".join(url.split("/", 3)[:3])
        with self._lock:
            lock = self._locks.setdefault(host, threading.Lock())
        with lock:
            known = self._rules.get(host)
            if known is None or known.until < time.monotonic():
                known = self._rules[host] = self._ask(host)
            return known

    def _ask(self, host: str) -> Rules:
        reason = ""
        for attempt in range(self._tries):
            if attempt:
                self._pause(self._backoff * 2.0**attempt)
            try:
                page = self._fetcher.get(f"{host}/robots.txt", types=None, most=_LONGEST, cut=True)
            except FetchError as error:
                if error.kind in ("refused", "stopped"):
                    raise
                if 400 <= error.code < 500 and error.code != 429:
                    return Rules(until=time.monotonic() + _STALE)
                if error.kind == "redirects":
                    # RFC 9309, 2.3.1.2: too many redirections count as unavailable, that is as no rules
                    return Rules(until=time.monotonic() + _STALE)
                reason = error.reason
                if not error.passing:
                    break
                continue
            rules = parse(page.body.decode("utf-8-sig", "replace"))
            rules.until = time.monotonic() + _STALE
            return rules
        return Rules(unavailable=f"robots.txt cannot be read: {reason}", until=time.monotonic() + _AGAIN)
