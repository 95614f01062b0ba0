"""Where the addresses come from: those a user names, lists of addresses, sitemaps, and the sitemaps of a site to crawl."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from spincheck.errors import SourceError
from spincheck.scan.crawl.errors import FetchError
from spincheck.scan.crawl.frontier import Target
from spincheck.scan.crawl.polite import Visitor
from spincheck.scan.crawl.sitemap import MOST_BYTES, BadSitemap, entries
from spincheck.scan.crawl.urls import BadUrl, normalise
from spincheck.scan.inputs.item import Item
from spincheck.scan.inputs.lists import addresses
from spincheck.scan.inputs.storage import chunks

#: sitemaps read for one input, and how deep an index may hold indexes
_MOST_MAPS: Final = 2000
_DEEPEST: Final = 3
#: seconds for one sitemap, which may be 50 MB
_MAP_TIME: Final = 300.0


@dataclass(frozen=True, slots=True)
class Addresses:
    """What a user named: single addresses, files that list addresses, sitemaps by path or address, sites to crawl."""

    urls: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.urls or self.lists or self.sitemaps or self.sites)

    def targets(self, visitor: Visitor) -> Iterator[Target | Item]:
        """All addresses to fetch, streamed, and an Item with an ``error`` for what could not be read."""
        for url in self.urls:
            yield _target(url, "", named=True, robots=False)
        for name in self.lists:
            yield from _listed(name)
        for name in self.sitemaps:
            yield from _mapped((name,), visitor, lambda url: _target(url, ""))
        for site in self.sites:
            yield Target(site, 0, named=True, follow=True)
        for site in self.sites:
            yield from _discovered(site, visitor)


def _target(url: str, base: str, *, named: bool = False, robots: bool = True, depth: int = -1) -> Target | Item:
    try:
        return Target(normalise(url, base), depth, named, robots, follow=depth >= 0)
    except BadUrl as error:
        return Item(url, url, error=f"{url[:200]}: {error}", url=url)


def _listed(name: str) -> Iterator[Target | Item]:
    try:
        for number, url in addresses(name):
            found = _target(url, "", named=True)
            if isinstance(found, Item):
                found = Item(f"{name}#{number}", name, error=f"{name}: line {number}: {found.error}")
            yield found
    except SourceError as error:
        yield Item(f"{name}#list", name, error=str(error))


def _discovered(site: str, visitor: Visitor) -> Iterator[Target | Item]:
    """The pages of a site's own sitemaps: those robots.txt names, else /sitemap.xml where there is one."""
    try:
        rules = visitor.robots.of(site)
    except FetchError:
        return  # the site's own page tells why
    named = tuple(rules.sitemaps)
    if rules.unavailable:
        return
    front = "/".join(site.split("/", 3)[:3])
    maps = tuple(m for m in (_safe(name, site) for name in named or ("/sitemap.xml",)) if m)
    yield from _mapped(maps, visitor, lambda url: _target(url, front, depth=1), quiet=not named)


def _safe(url: str, base: str) -> str:
    try:
        return normalise(url, base)
    except BadUrl:
        return ""


def _mapped(
    names: tuple[str, ...], visitor: Visitor, target: Callable[[str], Target | Item], *, quiet: bool = False
) -> Iterator[Target | Item]:
    """The pages of sitemaps and of the sitemaps that these name. ``quiet``: what is not there is no error."""
    waiting = deque((name, 0) for name in names)
    seen = set(names)
    count = 0
    while waiting:
        name, depth = waiting.popleft()
        count += 1
        if count > _MOST_MAPS:
            yield _problem(names[0], f"more than {_MOST_MAPS} sitemaps")
            return
        try:
            for kind, address in entries(_content(name, visitor)):
                url = _safe(address, name if "://" in name else "")
                if kind == "page":
                    yield target(url or address)
                elif not url or url in seen:
                    continue
                elif depth >= _DEEPEST:
                    yield _problem(name, f"sitemaps within sitemaps more than {_DEEPEST} deep")
                else:
                    seen.add(url)
                    waiting.append((url, depth + 1))
        except FetchError as error:
            if error.kind == "stopped":
                return
            if not (quiet and depth == 0 and (400 <= error.code < 500 or error.kind == "robots")):
                yield _problem(name, error.reason)
        except BadSitemap as error:
            # a page instead of a missing sitemap is what many sites answer
            if not (quiet and depth == 0 and str(error).startswith("not a sitemap")):
                yield _problem(name, str(error))
        except SourceError as error:
            yield Item(f"{name}#sitemap", name, error=str(error))


def _problem(name: str, reason: str) -> Item:
    return Item(f"{name}#sitemap", name, error=f"{name}: {reason}")


def _content(name: str, visitor: Visitor) -> Iterable[bytes]:
    if name.startswith(("http://", "https://")):
        return (visitor.visit(name, types=None, most=MOST_BYTES, seconds=_MAP_TIME).body,)
    return chunks(name)
