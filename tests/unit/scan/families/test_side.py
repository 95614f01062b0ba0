"""Two texts side by side: marks, order, and who was there first."""

from __future__ import annotations

from spincheck.scan.families.side import Comparison, compare

SOURCE = (
    "Breast cancer is more common in women over fifty. The doctor will look at the scan with you. "
    "Most people feel better within two weeks of treatment. Ask for help early."
)
SPUN = (
    "The physician will look at the scan with you. Bosom disease is more common in women over fifty. "
    "Most individuals feel better within 2 weeks of therapy. Our shop has a sale."
)


def quoted(text: str, found: Comparison, side: str) -> list[str]:
    return [text[slice(*getattr(c, side))] for s in found.sentences for c in s.changes]


def test_sentences_are_aligned_across_the_order_and_changes_marked() -> None:
    found = compare(SOURCE, SPUN)
    pairs = [(SOURCE[slice(*s.first)][:10], SPUN[slice(*s.second)][:10]) for s in found.sentences]
    assert pairs == [("Breast can", "Bosom dise"), ("The doctor", "The physic"), ("Most peopl", "Most indiv")]
    changes = list(zip(quoted(SOURCE, found, "first"), quoted(SPUN, found, "second")))
    assert ("Breast cancer", "Bosom disease") in changes
    assert ("doctor", "physician") in changes
    kinds = {SOURCE[slice(*c.first)]: c.kind for s in found.sentences for c in s.changes}
    assert kinds["Breast cancer"] == "swapped"
    assert [SOURCE[slice(*s)] for s in found.only_first] == ["Ask for help early."]
    assert [SPUN[slice(*s)] for s in found.only_second] == ["Our shop has a sale."]


def test_the_text_with_the_spinners_words_is_not_the_source() -> None:
    assert compare(SOURCE, SPUN).source == "first"
    assert compare(SPUN, SOURCE).source == "second"
    assert "spinners write" in compare(SOURCE, SPUN).reason


def test_equal_texts() -> None:
    found = compare(SOURCE, SOURCE)
    assert (found.similarity, found.changed, found.source) == (1.0, 0.0, "")
    assert not any(s.changes for s in found.sentences)


def test_unlike_and_empty_texts() -> None:
    found = compare(SOURCE, "")
    assert (found.similarity, found.sentences, found.source) == (0.0, (), "")
    assert len(found.only_first) == 4
    assert compare("", "").similarity == 0


def test_left_out_and_put_in_have_places() -> None:
    found = compare("Take two tablets daily with plenty of water.", "Take two blue tablets with plenty of water.")
    changes = {(c.kind, c.first, c.second) for s in found.sentences for c in s.changes}
    assert changes == {("put in", (8, 8), (9, 13)), ("left out", (17, 22), (21, 21))}
