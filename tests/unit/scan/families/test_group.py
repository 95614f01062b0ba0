"""Stars: every member was compared with its exemplar, and chains make no family."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from spincheck.scan.families.group import Star, stars


def never(one: int, other: int) -> float:
    return 0.0


def groups(found: list[Star]) -> list[tuple[int, list[int]]]:
    return [(star.exemplar, sorted(page for page, _ in star.members)) for star in found]


def test_the_page_that_resembles_the_others_most_is_the_exemplar() -> None:
    edges = [(0, 1, 0.8), (0, 2, 0.7), (0, 3, 0.9), (1, 2, 0.3)]
    found = stars(edges, range(4), never, 0.2)
    assert groups(found) == [(0, [1, 2, 3])]
    assert found[0].members == ((3, 0.9), (1, 0.8), (2, 0.7))


def test_a_chain_is_not_one_family() -> None:
    edges = [(n, n + 1, 0.5) for n in range(9)]
    for _, members in groups(stars(edges, range(10), never, 0.2)):
        assert len(members) <= 2


def test_a_missed_candidate_is_compared_when_a_relative_leads_to_it() -> None:
    asked = []

    def compare(one: int, other: int) -> float:
        asked.append({one, other})
        return 0.6

    edges = [(0, 1, 0.9), (0, 2, 0.9), (2, 3, 0.4)]
    assert groups(stars(edges, range(4), compare, 0.2)) == [(0, [1, 2, 3])]
    assert {0, 3} in asked


def test_two_stars_of_one_source_melt() -> None:
    edges = [(0, 1, 0.9), (0, 2, 0.8), (0, 3, 0.8), (4, 5, 0.9), (4, 6, 0.7), (3, 6, 0.3)]
    assert groups(stars(edges, range(7), lambda a, b: 0.5, 0.2)) == [(0, [1, 2, 3, 4, 5, 6])]
    assert len(stars(edges, range(7), never, 0.2)) == 2


def test_ties_are_settled_by_rank() -> None:
    edges = [(0, 1, 0.5), (1, 2, 0.5), (2, 0, 0.5)]
    assert groups(stars(edges, [2, 0, 1], never, 0.2)) == [(1, [0, 2])]
    assert groups(stars(list(reversed(edges)), [2, 0, 1], never, 0.2)) == [(1, [0, 2])]


def test_nothing_makes_nothing() -> None:
    assert stars([], [], never, 0.2) == []


EDGES = st.dictionaries(st.tuples(st.integers(0, 14), st.integers(0, 14)).filter(lambda p: p[0] < p[1]), st.floats(0.2, 1))


@given(EDGES, st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_every_member_was_compared_with_its_exemplar_and_no_page_is_in_two_families(edges, random) -> None:  # type: ignore[no-untyped-def]
    asked: dict[frozenset[int], float] = {frozenset(p): s for p, s in edges.items()}

    def compare(one: int, other: int) -> float:
        return asked.setdefault(frozenset((one, other)), ((one * 7 + other * 7 + one * other) % 10) / 10)

    listed = [(a, b, s) for (a, b), s in edges.items()]
    found = stars(listed, range(15), compare, 0.2)
    inside = [page for star in found for page in (star.exemplar, *(p for p, _ in star.members))]
    assert len(inside) == len(set(inside))
    assert all(star.members for star in found)
    for star in found:
        for page, similarity in star.members:
            assert asked[frozenset((star.exemplar, page))] == similarity >= 0.2
    random.shuffle(listed)
    assert stars(listed, range(15), compare, 0.2) == found
