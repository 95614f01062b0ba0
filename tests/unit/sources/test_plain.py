"""Plain text: paragraphs, headings, lists, bylines."""

from __future__ import annotations

from pathlib import Path

import pytest

from spincheck.document import Document
from spincheck.sources import read_path, read_text

ARTICLE = Path(__file__).parents[3] / "corpora" / "articles" / "cold-laser.txt"


def kinds(doc: Document) -> list[tuple[str, str]]:
    return [(b.kind, doc.text[b.start : b.end]) for b in doc.blocks]


def test_the_real_article() -> None:
    doc = read_path(ARTICLE)
    assert doc.title == "Exactly How Cold Laser Therapy Works For Persistent Neck And Back Pain: A Basic Breakdown"
    assert doc.byline == "Material Produce By-Ingram Newton"
    headings = [t for k, t in kinds(doc) if k == "heading"]
    assert headings[3:] == [
        "Blog Article",
        "Comprehending Cold Laser Treatment",
        "Mechanism of Activity",
        "Advantages for Persistent Neck And Back Pain",
        "Verdict",
    ]
    assert sum(k == "paragraph" for k, _ in kinds(doc)) == 17
    assert [(k.form, doc.source[k.source_start : k.source_end]) for k in doc.links] == [
        ("bare", k.target) for k in doc.links
    ]
    assert len(doc.links) == 2


def test_hand_wrapped_lines_are_one_paragraph() -> None:
    source = (
        "Cold laser therapy is a treatment that uses light of low intensity to\n"
        "reduce pain. Many people improve their chilly\n  laser results by asking the doctor for\n"
        "more sessions.\n\nNext."
    )
    doc = read_text(source)
    assert doc.blocks[0].kind == "paragraph"
    assert "chilly laser results" in doc.text
    at = doc.text.index("chilly laser")
    start, end = doc.map.to_source(at, at + len("chilly laser"))
    assert source[start:end] == "chilly\n  laser"


def test_one_line_a_paragraph() -> None:
    long = "Cold laser therapy is a treatment that uses light of low intensity to reduce the pain of many people. " * 3
    doc = read_text(f"{long}\n{long}\n{long}")
    assert len(doc.blocks) == 3


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    source = end.join(["Heading Here", "", "The text of the paragraph goes", "on in the next line.", "", "- item", "2) two"])
    doc = read_text(source)
    assert kinds(doc) == [
        ("heading", "Heading Here"),
        ("paragraph", "The text of the paragraph goes on in the next line."),
        ("list-item", "item"),
        ("list-item", "two"),
    ]


def test_headings_need_something_below() -> None:
    assert kinds(read_text("Cold Laser Therapy")) == [("paragraph", "Cold Laser Therapy")]
    assert kinds(read_text("Body text here, all fine.\n\nThe End"))[-1][0] == "paragraph"
    assert kinds(read_text("Does It Help?\n\nYes, it does."))[0][0] == "heading"
    assert kinds(read_text("It is short.\n\nYes, it does."))[0][0] == "paragraph"
    assert kinds(read_text("http://a.com/b\n\nYes, it does."))[0][0] == "paragraph"


@pytest.mark.parametrize(
    "line",
    [
        "By Jane Doe",
        "Written by Dr. Jane van Doe, MD",
        "Content writer-Foo Bar",
        "Article Created By-Ann Lee",
        "Author: Ann Lee",
    ],
)
def test_bylines(line: str) -> None:
    doc = read_text(f"A Title\n\n{line}\n\nText of the article, long enough.")
    assert doc.byline == line
    assert doc.blocks[1].kind == "other"


@pytest.mark.parametrize("line", ["By taking it daily you improve.", "Surrounded by friends", "By the way, it helps."])
def test_not_bylines(line: str) -> None:
    assert read_text(f"A Title\n\n{line}\n\nText of the article.").byline == ""


def test_a_word_wrapped_at_its_hyphen() -> None:
    doc = read_text(
        "This therapy that many clinics offer is called non-\ninvasive by the people who like to sell pre-\nand aftercare."
    )
    assert "non-invasive" in doc.text
    assert "pre- and" in doc.text


def test_quotations_of_four_words_or_more() -> None:
    doc = read_text(
        'He said “it cured all my pain” and "it is a miracle cure". The "cold laser" is 5" wide, and 3" high too.'
    )
    assert [doc.text[a:b] for a, b in doc.quotes] == ["“it cured all my pain”", '"it is a miracle cure"']


def test_soft_hyphens_and_zero_width_characters_do_not_hide_a_phrase() -> None:
    source = "The chil\u00adly la\u200bser\u00a0\u00a0therapy 👩\u200d⚕️ helps."
    doc = read_text(source)
    assert doc.text == "The chilly laser therapy 👩\u200d⚕️ helps."
    at = doc.text.index("chilly laser")
    start, end = doc.map.to_source(at, at + len("chilly laser"))
    assert source[start:end] == "chil\u00adly la\u200bser"


def test_directive_lines() -> None:
    source = "One two.\n<!-- spincheck: ignore LNK201 -->\nThree four."
    doc = read_text(source)
    (directive,) = doc.directives
    assert directive.body == "ignore LNK201"
    assert source[directive.source_start : directive.source_end] == "<!-- spincheck: ignore LNK201 -->"
    assert doc.text == "One two.\n\nThree four."


def test_an_enormous_line() -> None:
    doc = read_text("laser " * 300_000)
    assert len(doc.blocks) == 1
    assert doc.words == 300_000
