"""Fetch what a user listed, or crawl a site from its start; hand out the pages to check and account for every address.

Pages are fetched by a few threads but settled in the order in which they were found, so that the same site gives the same
audit. Before a page is handed out its row and the addresses it links to are in the ledger; a crawl that was killed goes on
from there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Final

from spincheck.scan.crawl import ledger as status
from spincheck.scan.crawl.errors import FetchError
from spincheck.scan.crawl.fetch import Fetcher, Limits
from spincheck.scan.crawl.frontier import NOFOLLOW, Frontier, Target
from spincheck.scan.crawl.ledger import Ledger
from spincheck.scan.crawl.page import Seen, look
from spincheck.scan.crawl.polite import GONE, Manners, Visitor
from spincheck.scan.crawl.threads import Threads
from spincheck.scan.crawl.urls import is_url, same_host
from spincheck.scan.items import Item

#: canonical links that are followed ahead of their turn, one from the other
_CHAIN: Final = 1
_NOT_FOUND: Final = (404, 410)


@dataclass(frozen=True, slots=True)
class Bounds:
    """``max_depth``: links from the start; ``max_pages``: pages fetched, None for all; ``threads``: fetching at once."""

    max_depth: int = 10
    max_pages: int | None = None
    threads: int = 8
    limits: Limits = field(default_factory=Limits)
    manners: Manners = field(default_factory=Manners)
    allow_private: bool = False


Outcome = tuple[str, tuple[str, ...], Seen]
Sources = Callable[[Visitor], Iterable[Target | Item]]


class Crawler:
    """One crawl. ``sources`` gives the addresses the user named, or Items for what could not be read of a list."""

    def __init__(self, sources: Sources, ledger: Ledger, bounds: Bounds) -> None:
        self.bounds = bounds
        self.frontier = Frontier(ledger, max_depth=bounds.max_depth, max_pages=bounds.max_pages)
        self.hosts: set[str] = set()
        self._visitor = Visitor(
            Fetcher(bounds.limits, allow_private=bounds.allow_private, connections=bounds.threads), bounds.manners
        )
        self._sources = iter(sources(self._visitor))
        self._running: deque[tuple[Target, Future[Outcome]]] = deque()
        self._threads = Threads(bounds.threads)

    def items(self) -> Iterator[Item]:
        """Every page to check, and what could not be fetched as Items with an ``error``. Ends by itself."""
        # what an earlier run has done keeps its place in the numbering
        yield from (Item(url, url, error="checked before", url=url) for url in self.frontier.finished)
        try:
            while True:
                yield from self._fill()
                if not self._running:
                    break
                target, future = self._running.popleft()
                if self.frontier.settled(target.url):
                    future.cancel()  # an address before it led to the same page
                    continue
                yield from self._settle(target, future.result, _CHAIN)
            self.frontier.close()
        finally:
            self._visitor.stop()
            self._threads.close()
            self._visitor.fetcher.close()

    def _fill(self) -> Iterator[Item]:
        while len(self._running) < 2 * self.bounds.threads:
            # what the user and sitemaps name comes before what pages link to
            given = next(self._sources, None)
            if isinstance(given, Item):
                yield given
                continue
            if given is not None:
                self._find(given)
            target = self.frontier.next()
            if target is not None:
                self._running.append((target, self._threads.submit(self._visit, target)))
            elif given is None:
                break
        self.frontier.save()

    def _find(self, target: Target) -> None:
        if target.named and target.follow:
            self.hosts.add(same_host(target.url))
        elsewhere = target.follow and same_host(target.url) not in self.hosts
        self.frontier.find(target, why_not="on another host" if elsewhere else "")

    def _visit(self, target: Target) -> Outcome:
        page = self._visitor.visit(target.url, ask_robots=target.robots, inside=self._inside(target))
        return page.url, page.hops, look(page)

    def _inside(self, target: Target) -> Callable[[str], bool]:
        if not target.follow:
            return lambda url: True
        if target.named:
            return lambda url: _one_site(url, target.url)
        return lambda url: same_host(url) in self.hosts

    def _settle(self, target: Target, outcome: Callable[[], Outcome], chain: int) -> Iterator[Item]:
        try:
            url, hops, seen = outcome()
        except FetchError as error:
            yield from self._failed(target, error)
            self.frontier.save()
            return
        for hop in hops:
            if not self.frontier.settled(hop):
                self.frontier.settle(replace(target, url=hop), status.DUPLICATE, "redirects", canonical=url)
        if self.frontier.settled(url):
            self.frontier.save()
            return
        target = replace(target, url=url)
        if target.follow:
            self.hosts.add(same_host(url))
            self._links(target, seen)
        yield from self._judge(target, seen, chain)
        self.frontier.save()

    def _judge(self, target: Target, seen: Seen, chain: int) -> Iterator[Item]:
        if seen.error:
            self.frontier.settle(target, status.ERROR, seen.error.removeprefix(f"{target.url}: "))
            self.frontier.save()
            yield Item(target.url, target.url, error=seen.error, url=target.url)
            return
        if seen.noindex and target.follow:
            self.frontier.settle(target, status.SKIPPED, "noindex")
            return
        canonical = "" if seen.canonical == target.url else seen.canonical
        if canonical and self._wanted(canonical, target):
            if chain and not self.frontier.settled(canonical) and not self.frontier.full:
                ahead = Target(canonical, target.depth, robots=target.robots, follow=target.follow)
                self.frontier.find(ahead)
                if self.frontier.status(canonical) == status.QUEUED:
                    self.frontier.fetched += target.follow
                    yield from self._settle(ahead, lambda: self._visit(ahead), chain - 1)
            if self.frontier.resembles(canonical, seen):
                self.frontier.settle(target, status.DUPLICATE, "names another address as canonical", canonical=canonical)
                return
        if twin := self.frontier.twin(seen):
            self.frontier.settle(target, status.DUPLICATE, "has the same text", canonical=twin)
            return
        self.frontier.settle(target, status.CHECKED, canonical=canonical, seen=seen)
        self.frontier.save()
        yield Item(target.url, target.url, seen.data, seen.format, url=target.url)

    def _wanted(self, canonical: str, target: Target) -> bool:
        return same_host(canonical) in self.hosts if target.follow else canonical in self.frontier

    def _links(self, target: Target, seen: Seen) -> None:
        for url, may_follow in seen.links:
            if same_host(url) in self.hosts:
                self.frontier.find(Target(url, target.depth + 1, follow=True), why_not="" if may_follow else NOFOLLOW)

    def _failed(self, target: Target, error: FetchError) -> Iterator[Item]:
        where = error.url or target.url
        if error.kind == "stopped":
            return  # stays in the queue
        if error.kind == "outside" and not target.named:
            self.frontier.settle(target, status.SKIPPED, error.reason, canonical=where)
            return
        state = {"robots": status.ROBOTS, "type": status.SKIPPED}.get(error.kind, status.ERROR)
        reason = error.reason if where == target.url else f"{error.reason} (at {where})"
        self.frontier.settle(target, state, reason)
        # a dead link is for the account; what the user asked for, and what may hide a page, is an error of the scan
        named = target.named or self.frontier.named(target.url)
        if named or (state == status.ERROR and error.code not in _NOT_FOUND and reason != GONE):
            self.frontier.save()
            yield Item(target.url, target.url, error=f"{target.url}: {reason}", url=target.url)


def _one_site(url: str, start: str) -> bool:
    """Whether a start may redirect there: the same registrable domain, or the very host."""
    from spincheck.rules.links._url import split_url

    return same_host(url) == same_host(start) or (
        is_url(url) and split_url(url).domain == split_url(start).domain and not split_url(url).is_ip
    )
