"""From verified pairs to families: stars around an exemplar.

Every member of a family was compared with its exemplar itself. Two pages that each resemble a third one are not siblings for
that: chains of "resembles" would join a whole site.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

#: rounds of looking for a better exemplar; each costs at most one comparison per verified pair
_ROUNDS = 3

Compare = Callable[[int, int], float]


@dataclass(frozen=True, slots=True)
class Star:
    """An exemplar and its members, each with its similarity to the exemplar; best first."""

    exemplar: int
    members: tuple[tuple[int, float], ...]


def stars(edges: Iterable[tuple[int, int, float]], rank: Sequence[int], compare: Compare, threshold: float) -> list[Star]:
    """Families from verified pairs (page, page, similarity).

    ``rank`` is a fixed order of the pages that settles ties, so that the order of the input settles nothing. ``compare``
    gives the similarity of two pages; it is asked about pages whose common relative is known. Largest family first.
    """
    near: dict[int, dict[int, float]] = defaultdict(dict)
    for one, other, similarity in edges:
        near[one][other] = near[other][one] = similarity
    # the page that resembles the others most: a source resembles its copies more than they resemble one another
    order = sorted(near, key=lambda page: (-round(sum(sorted(near[page].values())), 6), rank[page]))
    place = {page: n for n, page in enumerate(order)}
    home = _greedy(order, near)
    for _ in range(_ROUNDS):
        if not _improve(order, place, near, home, compare, threshold):
            break
    found: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for page, (exemplar, similarity) in home.items():
        if page != exemplar:
            found[exemplar].append((page, similarity))
    out = [Star(e, tuple(sorted(m, key=lambda x: (-x[1], rank[x[0]])))) for e, m in found.items()]
    return sorted(out, key=lambda s: (-len(s.members), rank[s.exemplar]))


Home = dict[int, tuple[int, float]]


def _greedy(order: Iterable[int], near: Mapping[int, Mapping[int, float]]) -> Home:
    home: Home = {}
    for page in order:
        if page not in home:
            home[page] = (page, 1.0)
            for other, similarity in near[page].items():
                # a member goes to the exemplar it resembles most; exemplars stay
                if other not in home or (home[other][0] != other and similarity > home[other][1]):
                    home[other] = (page, similarity)
    return home


def _improve(
    order: Sequence[int], place: Mapping[int, int], near: dict[int, dict[int, float]], home: Home, compare: Compare,
    threshold: float,
) -> bool:  # fmt: skip
    """Let pages join, and small stars melt into, exemplars of their relatives. Whether anything moved."""
    moved = False
    size: dict[int, int] = defaultdict(int)
    for exemplar, _ in home.values():
        size[exemplar] += 1
    for page in reversed(order):
        exemplar, similarity = home[page]
        if page == exemplar:
            # only a smaller star melts into a larger one, or two would melt into one another
            wanted = {e for e, _ in (home[o] for o in near[page])}
            wanted |= {home[o][0] for m in near[page] if home[m][0] == page for o in near[m]}
            wanted = {e for e in wanted if (size[e], -place[e]) > (size[page], -place[page])}
        else:
            wanted = {home[o][0] for o in near[page]}
        wanted -= {page, exemplar}
        best = max(((_similarity(page, e, near, compare, threshold), -place[e], e) for e in wanted), default=(0.0, 0, page))
        if best[0] >= threshold and (page == exemplar or best[0] > similarity):
            size[exemplar] -= 1
            size[best[2]] += 1
            home[page] = (best[2], best[0])
            moved = True
    # members whose exemplar went elsewhere, and who did not follow it, form stars of their own
    left = [page for page in order if home[home[page][0]][0] != home[page][0]]
    if left:
        alone = set(left)
        home.update(_greedy(left, {p: {o: s for o, s in near[p].items() if o in alone} for p in left}))
    return moved


def _similarity(one: int, other: int, near: dict[int, dict[int, float]], compare: Compare, threshold: float) -> float:
    known = near[one].get(other)
    if known is None:
        known = compare(one, other)
        if known >= threshold:
            near[one][other] = near[other][one] = known
    return known
