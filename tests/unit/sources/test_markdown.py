"""Markdown: what is text, where it stands, what it links to."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spincheck.document import Document
from spincheck.errors import SourceError
from spincheck.sources import markdown, read_text
from spincheck.sources.markdown_inline import PlacedInline, Rule


def read(source: str, name: str = "a.md") -> Document:
    return read_text(source, name=name, format="markdown")


def written(doc: Document, phrase: str) -> str:
    """The source that a phrase of the text stands for."""
    at = doc.text.index(phrase)
    start, end = doc.map.to_source(at, at + len(phrase))
    return doc.source[start:end]


def kinds(doc: Document) -> list[tuple[str, int, str]]:
    return [(b.kind, b.level, doc.text[b.start : b.end]) for b in doc.blocks]


@pytest.mark.parametrize(
    ("source", "phrase", "original"),
    [
        ("a chilly\nlaser b", "chilly laser", "chilly\nlaser"),
        ("a chilly  \nlaser b", "chilly laser", "chilly  \nlaser"),
        ("a chilly\\\nlaser b", "chilly laser", "chilly\\\nlaser"),
        ("a *chilly* laser b", "chilly laser", "chilly* laser"),
        ("a **chilly** _laser_ b", "chilly laser", "chilly** _laser"),
        ("a ch**ill**y b", "chilly", "ch**ill**y"),
        ("a chilly [laser](http://x.y) b", "chilly laser", "chilly [laser"),
        ("a chilly&nbsp;laser b", "chilly laser", "chilly&nbsp;laser"),
        ("a 5 &lt; 6 \\* 7 b", "5 < 6 * 7", "5 &lt; 6 \\* 7"),
        ("a <b>chilly</b> laser b", "chilly laser", "chilly</b> laser"),
        ("# a chilly laser #\n\nb", "chilly laser", "chilly laser"),
        ("a chilly\nlaser b\n====\n\nb", "chilly laser", "chilly\nlaser"),
        ("> a chilly\n> laser b", "chilly laser", "chilly\n> laser"),
        ("- x\n  1. a chilly\n     laser b", "chilly laser", "chilly\n     laser"),
        ("> - a chilly\nlaser b", "chilly laser", "chilly\nlaser"),
        ("\ta\n\n- b\n\n\tchilly laser", "chilly laser", "chilly laser"),
        ("| h | i |\n|---|---|\n| x \\| y | chilly laser |", "chilly laser", "chilly laser"),
        ("| h | i |\n|---|---|\n| x \\| y | chilly |", "x | y", "x \\| y"),
        ("> h | chilly\n> --|--\n> laser | y", "laser", "laser"),
        ("😀 e\u0301 chilly *laser*", "chilly laser", "chilly *laser"),
        ("a\r\nchilly\r\nlaser", "chilly laser", "chilly\r\nlaser"),
        ("---\ntitle: x\n---\na chilly laser", "chilly laser", "chilly laser"),
        ("a<!-- x -->chilly laser", "chilly laser", "chilly laser"),
        ("a ~~chilly~~ laser", "chilly laser", "chilly~~ laser"),
        ("a chilly[^1] laser\n\n[^1]: note", "chilly [1] laser", "chilly[^1] laser"),
    ],
)
def test_a_phrase_maps_to_what_is_written(source: str, phrase: str, original: str) -> None:
    assert written(read(source), phrase) == original


def test_kinds_and_levels() -> None:
    doc = read("# One\n\nText.\n\n## Two\n\n- a\n  - b\n\n    b2\n- c\n\n> q\n\n| h |\n|---|\n| d |\n")
    assert kinds(doc) == [
        ("heading", 1, "One"),
        ("paragraph", 0, "Text."),
        ("heading", 2, "Two"),
        ("list-item", 1, "a"),
        ("list-item", 2, "b"),
        ("list-item", 2, "b2"),
        ("list-item", 1, "c"),
        ("quote", 0, "q"),
        ("table-cell", 0, "h"),
        ("table-cell", 0, "d"),
    ]
    assert [doc.text[a:b] for a, b in doc.quotes] == ["q"]


def test_links_of_every_form() -> None:
    source = (
        'A [b *c*](http://x.org/a_b "T") and [d][r] or [r][] or [R] or <http://auto.org/%20> or http://bare.org/z.\n'
        "[![alt text](i.png)](http://img.org) end.\n\n[r]: <http://ref.org> 'RT'\n"
    )
    doc = read(source)
    found = [(k.form, k.target, k.anchor, k.title, source[k.source_start : k.source_end]) for k in doc.links]
    assert found == [
        ("inline", "http://x.org/a_b", "b c", "T", '[b *c*](http://x.org/a_b "T")'),
        ("reference", "http://ref.org", "d", "RT", "[d][r]"),
        ("reference", "http://ref.org", "r", "RT", "[r][]"),
        ("reference", "http://ref.org", "R", "RT", "[R]"),
        ("autolink", "http://auto.org/%20", "http://auto.org/%20", "", "<http://auto.org/%20>"),
        ("bare", "http://bare.org/z", "http://bare.org/z", "", "http://bare.org/z"),
        ("inline", "http://img.org", "alt text", "", "[![alt text](i.png)](http://img.org)"),
    ]
    assert all(doc.text[k.start : k.end] == k.anchor for k in doc.links[:-1])


def test_code_is_not_text() -> None:
    source = "Run `pip install` now.\n\n```py\nchilly laser\n```\n\n    indented\n\nEnd.\n"
    doc = read(source)
    assert doc.text == "Run \ufffc now.\n\nEnd."
    assert [source[a:b] for a, b in doc.code] == ["`pip install`", "```py\nchilly laser\n```", "    indented"]


def test_front_matter_yaml() -> None:
    source = (
        '---\ntitle: "Cold: \\"laser\\""\n'
        "author: Ann Lee # her\ntags: [a, b]\n"
        "list:\n  - c\n  - d\nabout: >\n  two\n  lines\nempty:\n---\n\nText.\n"
    )
    doc = read(source)
    assert doc.text == "Text."
    assert doc.meta == {"title": 'Cold: "laser"', "author": "Ann Lee", "tags": "a, b", "list": "c, d", "about": "two lines"}
    assert (doc.title, doc.byline) == ('Cold: "laser"', "Ann Lee")
    assert written(doc, "Text.") == "Text."


def test_front_matter_toml_and_none() -> None:
    assert read('+++\ntitle = "T"\ntags = ["a"]\n[x]\ny = 1\n+++\nText.').meta == {"title": "T", "tags": "a"}
    assert read("+++\nbroken = = 1\n+++\nText.").text == "Text."
    prose = read("---\nText here: it helps.\nAnd more of it.\n\n---\n")
    assert prose.meta == {}
    assert "And more" in prose.text


def test_title_and_byline_from_the_text() -> None:
    doc = read("## Small\n\n# Big\n\nBy Ann Lee\n\nText.")
    assert (doc.title, doc.byline) == ("Big", "By Ann Lee")


def test_comments_are_left_out_and_directives_kept() -> None:
    source = "One.\n\n<!-- spincheck: ignore LNK -->\n\nTwo <!-- secret --> three <!-- spincheck: on --> four.\n"
    doc = read(source)
    assert doc.text == "One.\n\nTwo three four."
    assert [d.body for d in doc.directives] == ["ignore LNK", "on"]
    assert [source[d.source_start : d.source_end] for d in doc.directives] == [
        "<!-- spincheck: ignore LNK -->",
        "<!-- spincheck: on -->",
    ]
    assert doc.text[doc.directives[1].text_at :].strip() == "four."


def test_html_hides_markdown_inside_it() -> None:
    source = (
        'Seen.\n\n<div style="display:none">\n\n'
        "**buy** [pills](http://spam.org)\n\n</div>\n\nSeen <span hidden>not</span> too.\n"
    )
    doc = read(source)
    assert doc.text == "Seen.\n\nSeen too."
    assert [(h.how, h.text, h.has_link) for h in doc.hidden] == [
        ("display:none", "buy pills", True),
        ("hidden attribute", "not", False),
    ]
    assert [(k.target, k.anchor, k.hidden) for k in doc.links] == [("http://spam.org", "pills", "display:none")]


def test_html_blocks_give_text_and_links() -> None:
    source = '<p>Cold &amp; <a href="http://x.org" rel="nofollow">laser</a></p>\n\n*Text*'
    doc = read(source)
    assert doc.text == "Cold & laser\n\nText"
    assert doc.links[0].rel == ("nofollow",)
    assert written(doc, "Cold & laser") == 'Cold &amp; <a href="http://x.org" rel="nofollow">laser'


def test_footnotes_stay_where_they_are_written() -> None:
    doc = read("It helps[^a] a lot^[says *she*].\n\n[^a]: The note.\n\nEnd.")
    assert [t for _, _, t in kinds(doc)] == ["It helps[a] a lot (says she).", "The note.", "End."]


def test_mdx_modules_are_code() -> None:
    doc = read("import Box from './box'\n\nexport const a = {b: 1}\n\nimport duties matter.\n", name="a.mdx")
    assert doc.text == "import duties matter."
    assert len(doc.code) == 2


def test_odd_white_space_does_not_lose_a_paragraph() -> None:
    assert read(">\n\n\u2028\nchilly laser\n").text == "chilly laser"


@pytest.mark.parametrize("piece", ["[", "![", "^[", "*a ", "<a ", "`a``", "> ", "- ", "| a ", "[a]: ", "a_b_ ", "\\"])
def test_hostile_runs_end(piece: str) -> None:
    read(piece * (10_000 // len(piece)))


def test_a_paragraph_of_many_lines_takes_time_in_proportion() -> None:
    # where the work grew with the square of the lines, this would take minutes
    assert read("a\n" * 40_000).words == 40_000


class _AsksEveryRule(PlacedInline):
    def _rules(self, character: str) -> tuple[Rule, ...]:
        return tuple(self.ruler.getRules(""))


@given(st.text(st.sampled_from("a b\n\\`~*_^[]()!<>&;:/.\"'x1#|-"), max_size=60))
def test_asking_only_the_rules_that_can_apply_changes_nothing(text: str) -> None:
    def tokens(every: bool) -> list[dict[str, Any]]:
        parser = markdown._parser.__wrapped__()
        if every:
            usual, parser.inline = parser.inline, _AsksEveryRule()
            parser.inline.ruler, parser.inline.ruler2 = usual.ruler, usual.ruler2
        return [token.as_dict() for token in parser.parse(text)]

    assert tokens(every=False) == tokens(every=True)


def test_a_long_run_of_unmatched_marks_stays_one_text() -> None:
    source = "[ a  b [" * 2_000
    document = read(source)
    assert document.text == " ".join(source.split())
    assert written(document, document.text) == source


def test_more_markup_than_an_article_has_is_refused_at_once() -> None:
    with pytest.raises(
        SourceError, match=r"x.md: 20,000,000 brackets.* 500,000 at most: split it, or save its text as .txt"
    ):
        markdown.read("[" * 20_000_000, name="x.md")
    markdown.read("prose without marks " * 30_000, name="x.md")
