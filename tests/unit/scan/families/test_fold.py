"""Classes of words: bounded, blind to inflection, phrases first, and the same in every order."""

from __future__ import annotations

import random

import pytest

from spincheck.scan.families import fold
from spincheck.scan.families.fold import Folding

EDGES = [("aid", "help", 5), ("assist", "help", 4), ("bosom disease", "breast cancer", 9), ("chilly", "cold", 3)]


def folded(folding: Folding, text: str) -> list[int]:
    return folding.codes(text.lower().split())[1]


@pytest.mark.parametrize(
    "forms",
    [
        ["study", "studies", "studied", "studying"],
        ["treat", "treats", "treated", "treating"],
        ["disease", "diseases"],
        ["knee", "knees"],
        ["bake", "bakes", "baked", "baking"],
        ["stop", "stops", "stopped", "stopping"],
        ["box", "boxes"],
        ["healthy", "healthier", "healthiest"],
    ],
)
def test_inflections_have_one_stem(forms: list[str]) -> None:
    assert len({fold.stem(form) for form in forms}) == 1


def test_other_words_keep_other_stems() -> None:
    assert len({fold.stem(w) for w in ("glass", "bus", "this", "arm", "armor", "thing", "ring", "bed", "breed")}) == 9


def test_synonyms_and_phrases_are_one_class() -> None:
    folding = Folding(EDGES)
    assert folded(folding, "helps") == folded(folding, "aiding") == folded(folding, "assisted")
    assert folded(folding, "breast cancers") == folded(folding, "bosom diseases")
    assert len(folded(folding, "breast cancers")) == 1
    assert folded(folding, "breast pain") != folded(folding, "bosom pain")
    plain, _ = folding.codes(["breast", "cancer"])
    assert len(plain) == 2


def test_grammatical_words_are_left_out() -> None:
    assert Folding(EDGES).codes(["it", "is", "the", "of"]) == ([], [])


def test_a_class_does_not_grow_beyond_its_bound() -> None:
    chain = [(f"word{a}x", f"word{a + 1}x", 1) for a in range(50)]
    sizes: dict[int, int] = {}
    folding = Folding(chain, class_size=6)
    for n in range(51):
        (code,) = folded(folding, f"word{n}x")
        sizes[code] = sizes.get(code, 0) + 1
    assert max(sizes.values()) <= 6
    assert len(sizes) < 51


def test_the_order_of_the_edges_and_of_the_words_read_does_not_matter() -> None:
    words = ["aid", "help", "cold", "chilly", "knee", "bosom", "disease"]
    codes = Folding(EDGES).codes(words)
    mixed = EDGES.copy()
    random.Random(3).shuffle(mixed)
    other = Folding(mixed)
    other.codes(["knee", "disease", "aid"])
    assert other.codes(words) == codes


def test_codes_are_characters() -> None:
    for code in Folding(EDGES).codes(["naïve", "ibuprofen", "2.5"])[0]:
        assert chr(code).encode("utf-8")


def test_words_of_other_scripts_and_addresses() -> None:
    text = "Call 0800-123 or see https://a.example/b?c=1, 你好 2.5 mg"
    assert [text[a:b] for a, b in fold.word_spans(text)] == [
        "Call", "0800", "123", "or", "see", "https://a.example/b?c=1,", "你", "好", "2.5", "mg",
    ]  # fmt: skip


def test_the_shipped_tables_fold_the_seed_articles_words() -> None:
    folding = fold.shipped()
    for spun, original in (("aid", "help"), ("bosom", "breast"), ("malignancy", "cancer")):
        assert folded(folding, spun) == folded(folding, original), spun
