"""HTML pages: text, scope, links, metadata."""

from __future__ import annotations

from typing import Any

import pytest

from spincheck.document import Document
from spincheck.sources import read_text


def read(source: str, **options: Any) -> Document:
    return read_text(source, name="a.html", format="html", **options)


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
        ("<p>a chilly\n  laser b", "chilly laser", "chilly\n  laser"),
        ("<p>a chilly <b>laser</b> b", "chilly laser", "chilly <b>laser"),
        ("<p>a chilly<br>laser b", "chilly laser", "chilly<br>laser"),
        ("<p>a chilly&nbsp;laser b", "chilly laser", "chilly&nbsp;laser"),
        ("<p>it&#39;s &lt;b&gt; th&eacute;rapy", "it's <b> thérapy", "it&#39;s &lt;b&gt; th&eacute;rapy"),
        ("<p>fish &amp chips &notit; &copy2", "fish & chips ¬it; ©2", "fish &amp chips &notit; &copy2"),
        ("<p>a &#x92;x&#128; &#0; &#xD800; b", "’x€ \ufffd \ufffd b", "&#x92;x&#128; &#0; &#xD800; b"),
        ("<p>AT&T &zzz; & co", "AT&T &zzz; & co", "AT&T &zzz; & co"),
        ("<p>chil&shy;ly la\u00adser", "chilly laser", "chil&shy;ly la\u00adser"),
        ("<p>chil<!-- x -->ly laser", "chilly laser", "chil<!-- x -->ly laser"),
        ("<p>a < b <3 </ x", "a < b <3", "a < b <3"),
        ("<P CLASS=x>a chilly</I> laser", "chilly laser", "chilly</I> laser"),
        ("a\r\nchilly\r\nlaser", "chilly laser", "chilly\r\nlaser"),
        ("<p>&#x1F600; chilly", "😀 chilly", "&#x1F600; chilly"),
    ],
)
def test_a_phrase_maps_to_what_is_written(source: str, phrase: str, original: str) -> None:
    assert written(read(source), phrase) == original


def test_kinds_levels_and_lenient_closing() -> None:
    doc = read(
        "<h1>One</h1><p>a<p>b<ul><li>c<ul><li>d</ul><li>e</ul><table><caption>f</caption><tr><th>g<td>h<tr><td><p>i</table>"
        "<dl><dt>j<dd>k</dl><blockquote><p>l</p>m</blockquote><div>n<div>o</div>p</div><figure><img><figcaption>q</figure>"
        "<h3>r</h3>s<br><br>t<hr>u"
    )
    assert kinds(doc) == [
        ("heading", 1, "One"),
        ("paragraph", 0, "a"),
        ("paragraph", 0, "b"),
        ("list-item", 1, "c"),
        ("list-item", 2, "d"),
        ("list-item", 1, "e"),
        ("caption", 0, "f"),
        ("table-cell", 0, "g"),
        ("table-cell", 0, "h"),
        ("table-cell", 0, "i"),
        ("list-item", 1, "j"),
        ("list-item", 1, "k"),
        ("quote", 0, "l"),
        ("quote", 0, "m"),
        ("paragraph", 0, "n"),
        ("paragraph", 0, "o"),
        ("paragraph", 0, "p"),
        ("caption", 0, "q"),
        ("heading", 3, "r"),
        ("paragraph", 0, "s"),
        ("paragraph", 0, "t"),
        ("paragraph", 0, "u"),
    ]


PAGE = """<!doctype html><html lang=en><head><title>Page &amp; site</title><meta name=author content="Ann Lee">
<meta property="article:published_time" content="2024-05-01"><meta name=description content="About  it">
<link rel=canonical href="https://www.clinic.org/x/a"><base href="https://www.clinic.org/x/"></head><body>
<header><a href="/">Home page</a></header><nav><a href="/n">Menu words</a></nav>
<main><article><header><h1>The Article</h1></header><p>Main text of it.</p>
<form><p>Sign up <a href="/s">now</a></p></form></article>
<div id="comments"><p>Great! <a href="http://spam.org" rel="ugc nofollow">cheap</a></p></div></main>
<aside>Aside words <a href="/as">as</a></aside><footer>Foot words <a href="/f">F</a></footer></body></html>"""


def test_main_content_only_and_says_so() -> None:
    doc = read(PAGE)
    assert doc.text == "The Article\n\nMain text of it."
    assert doc.title == "The Article"
    assert doc.byline == "Ann Lee"
    ((check, reason),) = doc.left_out
    assert check == "html:scope"
    assert reason.startswith("aside, comments, footer, form, header, navigation left out (15 words)")
    assert "--html-scope body" in reason


def test_scope_body_takes_everything() -> None:
    doc = read(PAGE, html_scope="body")
    for words in ("Home page", "Menu words", "The Article", "Sign up now", "Great! cheap", "Aside words", "Foot words"):
        assert words in doc.text
    assert doc.left_out == ()


def test_links_of_all_parts_are_kept_with_their_place() -> None:
    doc = read(PAGE)
    assert [(k.target, k.anchor, k.place) for k in doc.links] == [
        ("/", "Home page", "nav"),
        ("/n", "Menu words", "nav"),
        ("/s", "now", "content"),
        ("http://spam.org", "cheap", "comment"),
        ("/as", "as", "nav"),
        ("/f", "F", "footer"),
    ]
    assert all(k.start == k.end for k in doc.links)
    assert doc.links[3].rel == ("ugc", "nofollow")


def test_metadata() -> None:
    assert read(PAGE).meta == {
        "title": "Page & site",
        "author": "Ann Lee",
        "date": "2024-05-01",
        "description": "About it",
        "canonical": "https://www.clinic.org/x/a",
        "base": "https://www.clinic.org/x/",
        "lang": "en",
    }


@pytest.mark.parametrize(
    "around",
    [
        "<article>{}</article>",
        "<div class='wrap entry-content'>{}</div>",
        "<div id=content>{}</div>",
        "<div role=main>{}</div>",
        "<div><div class=x>{}</div></div>",
    ],
)
def test_finds_the_content_without_a_main_element(around: str) -> None:
    body = "<p>" + "Cold laser therapy is said to help with the pain in the neck. " * 4 + "</p>"
    menu = "<div class='menu'><a href=/a>Products</a> <a href=/b>Contact</a></div>"
    doc = read(menu + around.format(body * 3) + "<div class='footer-links'><a href=/c>Imprint</a></div>")
    assert "Products" not in doc.text
    assert "Imprint" not in doc.text
    assert doc.text.count("Cold laser") == 12


def test_a_form_around_the_whole_page_is_not_left_out() -> None:
    assert read("<form id=aspnetForm><p>All the text there is.</p></form>").text == "All the text there is."


def test_several_articles_are_all_read() -> None:
    assert read("<article><p>One two three.</p></article><article><p>Four five six.</p></article>").text.count(".") == 2


def test_links_with_attributes_and_odd_addresses() -> None:
    source = """<p>See <a href="?a=1&copy=2&amp;b=3" rel="sponsored NoFollow" title="T &lt;"> this <i>page</i> </a>now
    <a href='x y'></a><a href=z><img alt="Picture" src=i></a> <a name=n>no link</a> <a href="">empty</a> http://bare.org/x</p>"""
    doc = read(source)
    assert [(k.form, k.target, k.anchor, k.rel, k.title) for k in doc.links] == [
        ("html", "?a=1&copy=2&b=3", "this page", ("sponsored", "nofollow"), "T <"),
        ("html", "x y", "", (), ""),
        ("html", "z", "Picture", (), ""),
        ("html", "", "empty", (), ""),
        ("bare", "http://bare.org/x", "http://bare.org/x", (), ""),
    ]
    first = doc.links[0]
    assert doc.text[first.start : first.end] == "this page"
    assert source[first.source_start : first.source_end].startswith("<a href=")
    assert source[first.source_start : first.source_end].endswith("</i> </a>")


def test_code_scripts_and_controls_are_no_text() -> None:
    source = (
        "<p>Type <code>rm <b>x</b></code> now.<pre>pre &amp; block</pre><script>if (a<b) '</p>'</script><style>p{}</style>"
        "<textarea>area</textarea><select><option>opt</select><svg><title>s</title></svg><template><p>t</p></template>"
        "<noscript>Turn it on</noscript><p>End."
    )
    doc = read(source)
    assert doc.text == "Type \ufffc now.\n\nEnd."
    assert [source[a:b] for a, b in doc.code] == ["<code>rm <b>x</b></code>", "<pre>pre &amp; block</pre>"]


def test_an_article_in_one_pre_is_text() -> None:
    assert read("<pre>The whole article,\nas it was mailed.</pre>").text == "The whole article, as it was mailed."


def test_quotations() -> None:
    doc = read("<p>He said <q>it works</q>.<blockquote><p>One.</p><p>Two.</p></blockquote><p>She.")
    assert [doc.text[a:b] for a, b in doc.quotes] == ["“it works”", "One.\n\nTwo."]


def test_raised_reference_marks_do_not_stick_to_words() -> None:
    doc = read("<p>helps therapy<sup>1,2</sup> and 5 cm<sup>2</sup>, the 4<sup>th</sup>.<sup><a href=#r>[3]</a></sup> End")
    assert doc.text == "helps therapy [1,2] and 5 cm2, the 4th. [3] End"


def test_directives() -> None:
    source = "<p>One.<!-- spincheck: ignore SPN --><p>Two.<!--other--><!--spincheck:on-->"
    doc = read(source)
    assert [(d.body, source[d.source_start : d.source_end]) for d in doc.directives] == [
        ("ignore SPN", "<!-- spincheck: ignore SPN -->"),
        ("on", "<!--spincheck:on-->"),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 10_000 + "laser" + "</div>" * 10_000,
        "<b>" * 10_000 + "laser" + "</i>" * 50_000,
        "<p>laser<table><td>" + "<span>" * 10_000 + "<div>" * 10_000,
        "laser" + "<a " * 50_000,
        "laser" + "<!--" * 50_000,
        "laser" + "&" * 100_000,
        "laser" + "<" * 100_000,
        "laser<style>" + "@media print{" * 50_000,
        "<style>" + ".a,#b,p{color:red}" * 20_000 + "</style>" + "<p class=a id=b>laser" * 500,
        "<blockquote>laser" * 5_000,
        "<a href=x>laser" * 5_000,
        "<p style='" + "a:b;" * 50_000 + "'>laser",
    ],
)
def test_hostile_pages_end_soon(source: str) -> None:
    # where the work grew with the square of the size, each of these would take minutes
    assert "laser" in read(source).text


@pytest.mark.parametrize(
    "tail", ["<", "</", "<a", "<a ", "<a b", "<a b=", '<a b="', "<!", "<!--", "<!-", "&", "&#", "&#x", "<?", "</a"]
)
def test_a_page_cut_off_anywhere(tail: str) -> None:
    assert read("<p>Cold laser. " + tail).text.startswith("Cold laser.")
