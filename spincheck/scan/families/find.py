"""Families of spun siblings among many pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spincheck.scan.families.align import NOTHING, Alignment, align
from spincheck.scan.families.candidates import bands, signatures
from spincheck.scan.families.features import Frequencies
from spincheck.scan.families.fold import Folding, shipped
from spincheck.scan.families.group import stars
from spincheck.scan.families.pages import Pages
from spincheck.scan.families.weights import sentence_weights

#: least similarity of a member to its exemplar; measured in docs/siblings.md
THRESHOLD: Final = 0.15
#: words that must be found again, whatever their share
_MATCHED: Final = 8.0
#: MinHash values of the three views (stems, classes, words left alone), two of them a band
_VALUES: Final = (192, 192, 64)
_ROWS: Final = 2
_CACHE: Final = 4_000
_LINKS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Member:
    """A page and how it fits its family's exemplar. ``coverage``: of the exemplar, and of the page itself."""

    key: str
    similarity: float
    coverage: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Family:
    """Respun copies of one another: an exemplar, and members that each resemble it; the most similar first."""

    number: int
    exemplar: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What :func:`find` found. ``candidates`` pairs were compared; ``short`` pages said too little to be compared.

    ``links`` are further verified pairs inside families, (family, key, key, similarity): members of one another, the most
    alike first. They make no family; a picture of it can show them.
    """

    families: tuple[Family, ...]
    links: tuple[tuple[int, str, str, float], ...]
    pages: int
    words: int
    candidates: int
    short: int


class Comparer:
    """Compares pages of one run with the weights that their wording has in it."""

    def __init__(self, pages: Pages, weights: NDArray[np.float32]) -> None:
        self._pages, self._weights = pages, weights
        self._cache: dict[int, tuple[tuple[list[str], list[str]], NDArray[np.float32]]] = {}

    def __call__(self, one: int, other: int) -> Alignment:
        """How page ``one`` and page ``other`` fit together."""
        digests = self._pages.digests
        if digests[one] > digests[other]:  # the same pair is always aligned from the same side
            found = self(other, one)
            return Alignment(found.similarity, found.coverage[::-1], found.matched)
        (a, mine), (b, theirs) = self._page(one), self._page(other)
        found = align(a, b, (mine, theirs))
        return found if found.matched >= _MATCHED else NOTHING

    def _page(self, page: int) -> tuple[tuple[list[str], list[str]], NDArray[np.float32]]:
        known = self._cache.get(page)
        if known is None:
            if len(self._cache) >= _CACHE:
                self._cache.clear()
            view = self._pages.plain
            weights = self._weights[view.pages[page] : view.pages[page + 1]]
            known = self._cache[page] = ((view.strings(page), self._pages.folded.strings(page)), weights)
        return known


def collect(texts: Iterable[tuple[str, str]], folding: Folding | None = None) -> Pages:
    """Fold texts given as (key, text); keys are distinct. Texts are read one at a time and not kept."""
    pages = Pages(folding or shipped())
    for key, text in texts:
        pages.add(key, text)
    pages.finish()
    return pages


def candidates(pages: Pages) -> NDArray[np.int64]:
    """Pairs of pages worth comparing, a row each."""
    rank = ranks(pages)
    found = []
    for view, values in zip((pages.plain, pages.folded, pages.anchors), _VALUES):
        found.append(bands(*signatures(view, Frequencies.counted(view), values), _ROWS, rank))
    return np.unique(np.concatenate(found), axis=0)


def ranks(pages: Pages) -> NDArray[np.int64]:
    """The place of every page in an order that does not depend on the order of the input."""
    order = sorted(range(len(pages)), key=pages.digests.__getitem__)
    out = np.empty(len(order), np.int64)
    out[order] = np.arange(len(order))
    return out


def find(pages: Pages, threshold: float = THRESHOLD, pairs: NDArray[np.int64] | None = None) -> Found:
    """The families of a run, largest first. ``pairs`` are those of :func:`candidates`, where they are known already."""
    if not len(pages):
        return Found((), (), len(pages.short), pages.words, 0, len(pages.short))
    compare = Comparer(pages, sentence_weights(pages.plain, Frequencies.counted(pages.plain)))
    if pairs is None:
        pairs = candidates(pages)
    edges = []
    for one, other in pairs.tolist():
        similarity = compare(one, other).similarity
        if similarity >= threshold:
            edges.append((one, other, similarity))
    groups = {
        star.exemplar: [page for page, _ in star.members]
        for star in stars(edges, ranks(pages).tolist(), lambda a, b: compare(a, b).similarity, threshold)
    }
    inside = {page for exemplar, members in groups.items() for page in (exemplar, *members)}
    groups.update((page, []) for page in pages.copies if page not in inside)
    families = [_members(pages, exemplar, members, compare) for exemplar, members in groups.items()]
    families.sort(key=lambda f: (-len(f[1]), f[0]))
    numbered = tuple(Family(n, e, m) for n, (e, m) in enumerate(families, 1))
    total = len(pages) + sum(map(len, pages.copies.values())) + len(pages.short)
    links = _links(pages, numbered, edges)
    return Found(numbered, links, total, pages.words, len(pairs), len(pages.short))


def _links(
    pages: Pages, families: Iterable[Family], edges: Iterable[tuple[int, int, float]]
) -> tuple[tuple[int, str, str, float], ...]:
    home = {m.key: f.number for f in families for m in f.members}
    keys = pages.keys
    inside = []
    for a, b, similarity in edges:
        family = home.get(keys[a])
        if family is not None and family == home.get(keys[b]):
            inside.append((family, min(keys[a], keys[b]), max(keys[a], keys[b]), similarity))
    return tuple(sorted(inside, key=lambda x: (-x[3], x[1], x[2]))[:_LINKS])


def _members(pages: Pages, exemplar: int, members: list[int], compare: Comparer) -> tuple[str, tuple[Member, ...]]:
    out = [Member(key, 1.0, (1.0, 1.0)) for key in pages.copies.get(exemplar, ())]
    for page in members:
        found = compare(exemplar, page)
        out += [Member(key, found.similarity, found.coverage) for key in (pages.keys[page], *pages.copies.get(page, ()))]
    return pages.keys[exemplar], tuple(sorted(out, key=lambda m: (-m.similarity, m.key)))
