"""Families among whole pages: spun copies, decoys, boilerplate, and input meant to do harm."""

from __future__ import annotations

import random
import time

import pytest

from spincheck.scan.families.find import Found, collect, find
from spincheck.scan.families.fold import Folding, shipped

WORDS = [
    f"{a}{b}" for a in ("bra", "kel", "mon", "tir", "sop", "vun", "dal", "gri") for b in ("nok", "pel", "tam", "rud", "fim")
]
DISCLAIMER = (
    "The information on this website is provided for general education only and is no substitute for professional advice. "
    "Always ask your doctor about any question you may have regarding a medical condition. Never disregard such advice."
)


def page(seed: int, sentences: int = 10) -> list[str]:
    """Text of its own: every page has names and terms that no other has."""
    rng = random.Random(seed)
    out = []
    for _ in range(sentences):
        words = [rng.choice(WORDS) + rng.choice(WORDS) for _ in range(12)]
        out.append(f"{' '.join(words).capitalize()}.")
    return out


def copy(sentences: list[str], share: float, seed: int) -> list[str]:
    rng = random.Random(seed)
    out = [
        " ".join(w if rng.random() > share else f"swap{rng.random():.9f}" for w in s[:-1].split()) + "." for s in sentences
    ]
    rng.shuffle(out)
    return out


def keys(found: Found) -> list[set[str]]:
    return [{f.exemplar, *(m.key for m in f.members)} for f in found.families]


def families(texts: dict[str, str], threshold: float = 0.1) -> list[set[str]]:
    return keys(find(collect(texts.items(), shipped()), threshold))


def test_copies_with_a_third_of_their_words_replaced_and_sentences_moved_are_found() -> None:
    texts = {}
    for n in range(20):
        source = page(n)
        texts[f"{n}/source"] = " ".join(source)
        for k in range(3):
            texts[f"{n}/{k}"] = " ".join(copy(source, 0.35, 100 * n + k))
    found = families(texts)
    assert sorted(map(sorted, found)) == [
        sorted(k for k in texts if k.startswith(f"{n}/")) for n in sorted(range(20), key=str)
    ]


def test_sentences_that_were_joined_are_found_too() -> None:
    texts = {"other": " ".join(page(2)), "a": " ".join(page(1, 12))}
    joined = copy(page(1, 12), 0.2, 7)
    texts["b"] = " ".join(f"{x[:-1]}, and {y[0].lower()}{y[1:]}" for x, y in zip(joined[::2], joined[1::2]))
    assert families(texts) == [{"a", "b"}]


def test_boilerplate_makes_no_family() -> None:
    texts = {f"p{n}": " ".join(page(n, 6)) + "\n\n" + DISCLAIMER for n in range(60)}
    assert families(texts) == []


def test_a_passage_that_two_pages_share_makes_no_family() -> None:
    shared = page(99, 2)
    texts = {f"p{n}": " ".join([*page(n, 8), *shared]) for n in range(2)}
    assert families(texts) == []


def test_the_order_of_the_input_does_not_matter() -> None:
    texts = {}
    for n in range(12):
        for k in range(4):
            texts[f"{n}/{k}"] = " ".join(copy(page(n), 0.3, 10 * n + k))
    first = find(collect(texts.items(), shipped()))
    mixed = list(texts.items())
    for seed in range(3):
        random.Random(seed).shuffle(mixed)
        assert find(collect(mixed, shipped())) == first


def test_equal_pages_are_one_family_however_many() -> None:
    source = " ".join(page(1))
    began = time.process_time()
    found = find(collect(((f"k{n:05}", source) for n in range(1500)), shipped()))
    assert len(found.families) == 1
    assert (found.families[0].exemplar, len(found.families[0].members)) == ("k00000", 1499)
    assert found.families[0].members[0].similarity == 1
    assert found.candidates == 0
    assert time.process_time() - began < 60


def test_pages_that_differ_in_a_number_are_one_family_and_candidates_stay_linear() -> None:
    source = " ".join(page(1))
    found = find(collect(((f"k{n:05}", f"Branch {n} {source}") for n in range(600)), shipped()))
    assert [len(f.members) for f in found.families] == [599]
    assert found.candidates < 600 * 100


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        "word " * 20_000,
        "." * 4_000,
        "a.b.c. " * 2_000,
        "\x00\u202e\ufffd",
        "the of and " * 100,
        "你好" * 20_000,
        "x" * 900_000,
        "Knee.\n\n" * 9_000,
    ],
    ids=["empty", "space", "lines", "word", "stops", "initials", "control", "grammar", "chinese", "long", "sentences"],
)
def test_odd_texts_are_no_trouble(text: str) -> None:
    good = {"a": " ".join(page(1)), "b": " ".join(copy(page(1), 0.2, 5))}
    found = families(good | {"odd": text, "odd2": text + " end"})
    assert {"a", "b"} in found
    assert all({"odd", "odd2"} >= f or not f & {"odd", "odd2"} for f in found)


def test_a_huge_page_is_compared_by_its_beginning() -> None:
    source = " ".join(page(1, 8_000))
    assert families({"a": source, "b": source + " More."}) == [{"a", "b"}]


def test_other_languages_are_compared_by_their_words() -> None:
    german = [
        "Der Arzt untersucht das Knie und bespricht die Behandlung mit dem Patienten.",
        "Eine Salbe lindert die Schmerzen meist innerhalb von zwei Wochen.",
        "Regelmäßige Bewegung stärkt die Muskeln rund um das Gelenk.",
        "Bei Fieber über 38,5 Grad sollte man die Praxis Bergmann anrufen.",
    ]
    other = (
        "Frische Kräuter verfeinern jede Suppe. Man hackt sie fein und streut sie kurz vor dem Servieren darüber. "
        "Basilikum passt zu Tomaten, Dill zu Gurken, Petersilie fast überall."
    )
    changed = " ".join(german).replace("Arzt", "Mediziner").replace("lindert", "mildert").replace("stärkt", "kräftigt")
    assert families({"a": " ".join(german), "b": changed, "c": other}) == [{"a", "b"}]


def test_short_pages_are_counted_and_left_alone() -> None:
    found = find(collect([("a", "Too short."), ("b", "Too short.")], Folding([])))
    assert (found.families, found.short, found.pages) == ((), 2, 2)


def test_no_pages() -> None:
    assert find(collect([], Folding([]))).families == ()
