"""The part of a scan's inputs that must be fetched, gathered here so that nothing of the network loads without it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from spincheck.errors import UsageError
from spincheck.scan.inputs import storage
from spincheck.scan.inputs.archives import ARCHIVES
from spincheck.scan.inputs.item import Item
from spincheck.scan.inputs.lists import is_list
from spincheck.scan.inputs.tables import TABLES

if TYPE_CHECKING:
    from spincheck.scan.crawl.ledger import Ledger

#: suffixes of sitemaps
SITEMAPS: Final = (".xml", ".xml.gz")


def is_web(name: str) -> bool:
    """Whether an input stands for pages to fetch: a web address, a sitemap, or a text file that lists addresses."""
    return name.lower().startswith(("http://", "https://")) or storage.suffix_of(name) in SITEMAPS or is_list(name)


@dataclass(slots=True)
class Web:
    """Pages to fetch, and how. ``ledger`` makes the account of addresses; it is called once, when fetching begins."""

    lists: list[str] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)
    sites: list[str] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    max_depth: int = 10
    max_pages: int | None = 1000
    #: of one page, decompressed
    max_bytes: int = 5_000_000
    #: seconds for one page, and between two requests to a host
    page_seconds: float = 30.0
    delay: float = 0.25
    #: seconds before a second try
    backoff: float = 1.0
    allow_private: bool = False
    ledger: Callable[[], Ledger] | None = None

    def take(self, name: str) -> bool:
        """Take an input that stands for pages to fetch; False when it is none."""
        if not is_web(name):
            return False
        named = name.lower().startswith(("http://", "https://"))
        kind = self.sitemaps if storage.suffix_of(name) in SITEMAPS else self.urls if named else self.lists
        kind.append(name)
        return True

    def takes(self, inputs: Iterable[str]) -> bool:
        """Whether any of the inputs would be taken, or something is to be fetched anyway."""
        return bool(self) or any(is_web(name) for name in inputs)

    def __bool__(self) -> bool:
        return bool(self.lists or self.sitemaps or self.sites or self.urls)

    def check(self, inputs: Iterable[str] = ()) -> None:
        """Raise UsageError for an address that cannot be fetched or a list that is not there, before any work.

        ``inputs`` are those that :meth:`take` will be offered.
        """
        inputs = [name for name in inputs if is_web(name)]
        web = [n for n in (*self.urls, *self.sites, *self.sitemaps, *inputs) if n.lower().startswith(("http:", "https:"))]
        files = [n for n in (*self.lists, *self.sitemaps, *inputs) if n not in web]
        for name in self.sites:
            if name not in web:
                raise UsageError(f"--crawl {name[:200]}: not a web address", "give one that begins with http:// or https://")
        if web:
            from spincheck.scan.crawl.urls import BadUrl, normalise

            for name in web:
                if name.lower().split("?")[0].endswith((*TABLES, *ARCHIVES)):
                    raise UsageError(f"{name[:200]}: tables and archives are not fetched from the web", "download it first")
                try:
                    normalise(name)
                except BadUrl as error:
                    raise UsageError(f"{name[:200]}: {error}", "give an address such as https://example.org/") from None
        for name in files:
            if name != "-" and not storage.exists(name):
                raise UsageError(f"{name}: no such file", "check the path")

    def items(self) -> Iterator[Item]:
        """The pages, and what could not be fetched as Items with an ``error``."""
        if not self:
            return
        from spincheck.scan.crawl.crawler import Bounds, Crawler
        from spincheck.scan.crawl.fetch import Limits
        from spincheck.scan.crawl.ledger import Memory
        from spincheck.scan.crawl.polite import Manners
        from spincheck.scan.crawl.sources import Addresses
        from spincheck.scan.crawl.urls import normalise

        addresses = Addresses(
            tuple(self.urls), tuple(self.lists), tuple(self.sitemaps), tuple(normalise(site) for site in self.sites)
        )
        bounds = Bounds(
            self.max_depth,
            self.max_pages,
            limits=Limits(page=self.page_seconds, read=min(15.0, self.page_seconds), bytes=self.max_bytes),
            manners=Manners(self.delay, backoff=self.backoff),
            allow_private=self.allow_private,
        )
        yield from Crawler(addresses.targets, self.ledger() if self.ledger else Memory(), bounds).items()
