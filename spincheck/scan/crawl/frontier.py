"""What is still to be fetched and what was seen already; and where a site without end is left."""

from __future__ import annotations

from collections import deque
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Final

from spincheck.scan.crawl import ledger as status
from spincheck.scan.crawl.ledger import Ledger, Row
from spincheck.scan.crawl.page import Seen, alike
from spincheck.scan.crawl.urls import counted, host_of, loops, pattern

#: addresses of one listing, calendar or search that are fetched without anything new on them
_PATIENCE: Final = 40
#: two pages of a listing share so much that the second says nothing new
_SAME: Final = 0.9
#: words below which a page of a listing says nothing
_FEW: Final = 50
#: addresses that are remembered one by one
_MOST: Final = 200_000

TOO_DEEP: Final = "deeper than --max-depth"
TOO_MANY: Final = "more pages than --max-pages"
ENDLESS: Final = "an endless listing: many such addresses held nothing new"
NOFOLLOW: Final = "linked with nofollow only"
#: what another run with other bounds may fetch after all
_AGAIN: Final = (TOO_DEEP, TOO_MANY)


@dataclass(frozen=True, slots=True)
class Target:
    """An address to fetch. ``depth``: links from the start of the crawl, -1 for what is only listed. ``named``: the user
    gave it, so that its failure is an error of the scan.
    """

    url: str
    depth: int = -1
    named: bool = False
    #: robots.txt is asked
    robots: bool = True
    #: its links are followed, within its site
    follow: bool = False


class Frontier:
    """The queue and the account of a crawl; ``save`` writes what changed since the last time, all or none."""

    def __init__(self, ledger: Ledger, *, max_depth: int, max_pages: int | None) -> None:
        self.max_depth = max_depth
        self.max_pages = max_pages
        self.fetched = 0
        #: addresses in the ledger that are done, in the order they were found
        self.finished: list[str] = []
        self._ledger = ledger
        self._status: dict[str, str] = {}
        #: of addresses that are not settled, when they were found
        self._numbers: dict[str, int] = {}
        self._count = 0
        self._named: set[str] = set()
        self._queue: deque[Target] = deque()
        self._changed: dict[str, Row] = {}
        self._texts: dict[str, str] = {}
        self._sketches: dict[str, bytes] = {}
        #: duplicates, and what stands for them
        self._standing: dict[str, str] = {}
        self._patience: dict[str, int] = {}
        self._last: dict[str, bytes] = {}
        self._unlisted: dict[str, int] = {}
        #: skipped only because every link so far said not to follow
        self._nofollowed: set[str] = set()
        self._load()

    def _load(self) -> None:
        for row in self._ledger.pages():
            self._count = max(self._count, row.number + 1)
            if _unfinished(row, self._ledger.done, self.max_depth):
                self._again(row)
                continue
            self._status[row.url] = row.status
            if row.status == status.SKIPPED and row.reason == NOFOLLOW:
                self._nofollowed.add(row.url)
            self.fetched += row.depth >= 0 and row.status in (status.CHECKED, status.DUPLICATE, status.ERROR)
            if row.url in self._ledger.done:
                self.finished.append(row.url)
            if row.status == status.DUPLICATE:
                self._standing[row.url] = row.canonical
            if row.status == status.CHECKED:
                self._learn(row.url, row.hash, row.sketch)

    def _again(self, row: Row) -> None:
        self._status[row.url] = status.QUEUED
        self._numbers[row.url] = row.number
        self._queue.append(Target(row.url, row.depth, follow=row.depth >= 0))

    def __contains__(self, url: str) -> bool:
        return url in self._status

    def status(self, url: str) -> str:
        """What became of an address; empty when it was not seen."""
        return self._status.get(url, "")

    def named(self, url: str) -> bool:
        """Whether the user gave this address."""
        return url in self._named

    def settled(self, url: str) -> bool:
        """Whether it is decided what becomes of an address."""
        return self._status.get(url, status.QUEUED) != status.QUEUED

    def find(self, target: Target, *, why_not: str = "") -> None:
        """Note an address. It is queued, unless it is known, beyond the bounds, or ``why_not`` says why it is skipped."""
        if target.named:
            self._named.add(target.url)
        if target.url in self._status and (why_not or target.url not in self._nofollowed):
            return
        if target.follow and target.url not in self._status and len(self._status) >= _MOST:
            host = host_of(target.url)
            self._unlisted[host] = self._unlisted.get(host, 0) + 1
            return
        self._nofollowed.discard(target.url)
        if why_not:
            self._nofollowed.add(target.url)
            self.settle(target, status.SKIPPED, why_not)
        elif target.follow and (loop := loops(target.url)):
            self.settle(target, status.LIMIT, loop)
        elif target.depth > self.max_depth:
            self.settle(target, status.LIMIT, TOO_DEEP)
        else:
            self.settle(target, status.QUEUED)
            self._queue.append(target)

    def next(self) -> Target | None:
        """The next address to fetch; those that the bounds exclude are settled on the way."""
        while self._queue:
            target = self._queue.popleft()
            if self.settled(target.url):
                continue
            if self.full and target.follow:
                self.settle(target, status.LIMIT, TOO_MANY)
                continue
            if counted(target.url) and target.follow and not target.named:
                shape = pattern(target.url)
                left = self._patience.get(shape, _PATIENCE)
                if left <= 0:
                    self.settle(target, status.LIMIT, ENDLESS)
                    continue
                self._patience[shape] = left - 1
            self.fetched += target.follow
            return target
        return None

    @property
    def full(self) -> bool:
        """Whether as many pages were fetched as may be."""
        return self.max_pages is not None and self.fetched >= self.max_pages

    def settle(self, target: Target, state: str, reason: str = "", *, canonical: str = "", seen: Seen | None = None) -> None:
        """Decide what becomes of an address."""
        self._status[target.url] = state
        self._changed.pop(target.url, None)
        number = self._numbers.pop(target.url, self._count)
        self._count = max(self._count, number + 1)
        if state == status.QUEUED:
            self._numbers[target.url] = number
        text = seen.hash if seen else ""
        # a long list of addresses would fill the memory, and its pages are not folded by their canonical links
        marks = seen.sketch if seen and target.follow else b""
        self._changed[target.url] = Row(target.url, number, state, reason, target.depth, canonical, text, marks)
        if state == status.DUPLICATE:
            self._standing[target.url] = canonical
        elif state == status.CHECKED and seen is not None:
            self._learn(target.url, text, marks)
            self._refund(target.url, seen)

    def twin(self, seen: Seen) -> str:
        """The address of a page with the same text that was fetched before; empty when there is none."""
        return self._texts.get(seen.hash, "")

    def resembles(self, url: str, seen: Seen) -> bool:
        """Whether a page that was checked says nearly the same."""
        url = self._standing.get(url, url)
        return url in self._sketches and alike(self._sketches[url], seen.sketch) >= 0.8

    def save(self, extra: Iterable[Row] = ()) -> None:
        """Write what changed."""
        rows = [*self._changed.values(), *extra]
        if rows:
            self._ledger.add_pages(rows)
            self._changed.clear()

    def close(self) -> None:
        """Write what changed, and how many addresses were too many to list."""
        self.save(
            Row(f"//{host}/*", _MOST, status.LIMIT, f"{count} further addresses, too many to list one by one")
            for host, count in sorted(self._unlisted.items())
        )

    def _learn(self, url: str, text: str, marks: bytes) -> None:
        if text:
            self._texts.setdefault(text, url)
        if marks:
            self._sketches[url] = marks

    def _refund(self, url: str, seen: Seen) -> None:
        if not counted(url):
            return
        shape = pattern(url)
        before = self._last.get(shape, b"")
        self._last[shape] = seen.sketch
        if seen.words >= _FEW and alike(before, seen.sketch) < _SAME:
            self._patience[shape] = min(_PATIENCE, self._patience.get(shape, _PATIENCE) + 1)


def _unfinished(row: Row, done: Container[str], max_depth: int) -> bool:
    """Whether a resumed crawl must fetch an address (again)."""
    if row.status == status.QUEUED:
        return True
    if row.status == status.CHECKED:
        return row.url not in done
    if row.status == status.ERROR:
        # a dead link is settled without a row in the table of errors
        return row.url not in done and not row.reason.startswith(("404", "410"))
    if row.status == status.ROBOTS:
        return "cannot be read" in row.reason and row.url not in done
    return row.status == status.LIMIT and row.reason in _AGAIN and row.depth <= max_depth
