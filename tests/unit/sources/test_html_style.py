"""What a page hides, and what only looks like it."""

from __future__ import annotations

import pytest

from spincheck.document import Document
from spincheck.sources import read_text
from spincheck.sources.html_style import StyleSheet, declarations, parse_colour


def read(source: str) -> Document:
    return read_text(source, format="html")


@pytest.mark.parametrize(
    ("attributes", "how"),
    [
        ('style="display:none"', "display:none"),
        ('style="DISPLAY : None !important; display:block"', "display:none"),
        ('style="visibility:hidden"', "visibility:hidden"),
        ('style="opacity:0"', "opacity:0"),
        ('style="opacity: 0.0"', "opacity:0.0"),
        ('style="font-size:0"', "font-size:0"),
        ('style="font-size: 1px"', "font-size:1px"),
        ('style="width:0;overflow:hidden"', "width:0 with overflow hidden"),
        ('style="height:1px;overflow:hidden"', "height:1px with overflow hidden"),
        ('style="position:absolute;left:-9999px"', "position:absolute with left:-9999px"),
        ('style="position:fixed;top:-200em"', "position:fixed with top:-200em"),
        ('style="text-indent:-9999px"', "text-indent:-9999px"),
        ('style="margin-left:-5000px"', "margin-left:-5000px"),
        ('style="transform:translateX(-9999px)"', "transform:translatex(-9999px)"),
        ('style="color:#fff"', "color:#fff on the same background"),
        ('style="color:#fefefe;background:white"', "color:#fefefe on the same background"),
        ('style="color:rgb(0, 0, 0); background-color:#000"', "color:rgb(0, 0, 0) on the same background"),
        ('style="color:transparent"', "color:transparent"),
        ("hidden", "hidden attribute"),
    ],
)
def test_hidden_by_its_own_style(attributes: str, how: str) -> None:
    source = f'<p>Seen <span {attributes}>not <a href="http://x.org">seen</a></span> again.</p>'
    doc = read(source)
    assert doc.text == "Seen again."
    (part,) = doc.hidden
    assert (part.how, part.text, part.has_link) == (how, "not seen", True)
    assert source[part.source_start : part.source_end] == f'<span {attributes}>not <a href="http://x.org">seen</a></span>'
    (link,) = doc.links
    assert (link.hidden, link.anchor, link.start) == (how, "seen", link.end)


@pytest.mark.parametrize(
    "attributes",
    [
        'style="display:block"',
        'style="opacity:0.5"',
        'style="font-size:0.8em"',
        'style="font-size:12px"',
        'style="width:0"',
        'style="height:100px;overflow:hidden"',
        'style="max-height:0;overflow:hidden"',
        'style="left:-9999px"',
        'style="position:absolute;left:-20px"',
        'style="text-indent:-2em"',
        'style="color:#000"',
        'style="color:#fff;background:#000"',
        'style="color:#fff;background:url(x.png)"',
        'style="color:rgba(0,0,0,0.8)"',
        'aria-hidden="true"',
        'style="display:none;display:block"',
        'hidden style="display:block"',
        'style="xdisplay:none"',
    ],
)
def test_not_hidden(attributes: str) -> None:
    doc = read(f"<p>Seen <span {attributes}>also</span> again.</p>")
    assert doc.text == "Seen also again."
    assert doc.hidden == ()


@pytest.mark.parametrize(
    ("css", "hidden"),
    [
        (".x{display:none}", True),
        ("#y {display:none}", True),
        ("span.x{display:none}", True),
        ("em, .x , b {display:none}", True),
        (".x.z{display:none}", False),
        ("div.x{display:none}", False),
        ("div .x{display:none}", False),
        (".x:hover{display:none}", False),
        (".x{display:none} .x{display:inline}", False),
        ("#y{display:inline} .x{display:none}", False),
        (".x{display:none} span{display:inline}", True),
        ("@media print{.x{display:none}} p{}", False),
        ("@media (max-width:600px){.x{display:none}}", False),
        ("@media screen{.x{display:none}}", True),
        ("@import url(a.css); .x{display:none}", True),
        ("/* .x{display:none} */", False),
        (".x{/* } */display:none}", True),
        ("<!-- .x{display:none} -->", True),
    ],
)
def test_style_blocks(css: str, hidden: bool) -> None:
    doc = read(f"<style>{css}</style><p>a <span class='w x' id=y>b</span> c</p>")
    assert (doc.text == "a c") is hidden
    assert bool(doc.hidden) is hidden


def test_style_blocks_for_print_do_not_count() -> None:
    assert read("<style media=print>.x{display:none}</style><p class=x>Seen").text == "Seen"


def test_a_style_sheet_elsewhere_leaves_the_background_open() -> None:
    assert read('<link rel=stylesheet href=a.css><p style="color:#fff">White').text == "White"
    assert read('<body bgcolor=black><p style="color:#fff">White').text == "White"
    assert read('<body style="background:#123456"><font color="#123456">Same</font> text').text == "text"


def test_children_may_show_themselves_again() -> None:
    doc = read('<div style="visibility:hidden">no <b style="visibility:visible">yes</b></div>')
    assert doc.text == "yes"
    assert [h.text for h in doc.hidden] == ["no"]
    doc = read('<div style="font-size:0"><span style="font-size:16px">yes</span></div>')
    assert (doc.text, doc.hidden) == ("yes", ())
    assert read('<div style="display:none"><b style="display:block">no</b></div><p>x').text == "x"


@pytest.mark.parametrize(
    "attributes",
    [
        'class="sr-only"',
        'class="btn screen-reader-text"',
        'style="position:absolute;clip:rect(0,0,0,0);width:1px;height:1px;overflow:hidden"',
        'style="position:absolute;clip-path:inset(50%);width:1px;height:1px"',
    ],
)
def test_text_for_screen_readers_is_hidden_only_with_a_link_to_elsewhere(attributes: str) -> None:
    head = '<link rel=canonical href="https://www.me.org/">'
    doc = read(f'{head}<p>a <span {attributes}>Skip <a href="#main">to</a> <a href="https://me.org/x">x</a></span> b</p>')
    assert (doc.text, doc.hidden) == ("a b", ())
    assert {k.hidden for k in doc.links} == {""}
    doc = read(f'{head}<p>a <span {attributes}>buy <a href="http://spam.org/">x</a></span> b</p>')
    assert [h.text for h in doc.hidden] == ["buy x"]
    assert [k.hidden for k in doc.links] == ["screen-reader only"]


def test_noscript_is_told_apart() -> None:
    doc = read('<p>a</p><noscript>b <a href="http://x.org">c</a></noscript>')
    assert doc.text == "a"
    assert [(h.how, h.text) for h in doc.hidden] == [("noscript", "b c")]
    assert read_text("<p>a</p><noscript>b</noscript>", format="html", html_scope="all").text == "a\n\nb"


def test_hidden_parts_without_words_or_links_are_nothing() -> None:
    assert read('<p>a<span style="display:none"> <img src=x> </span></p>').hidden == ()


def test_declarations() -> None:
    assert declarations("A: B ;c:d!important;c:e;;f;:g;h:") == {"a": "b", "c": "d"}
    assert StyleSheet().of("p", {"style": "color:RED"}) == {"color": "red"}


@pytest.mark.parametrize(
    ("value", "colour"),
    [
        ("#fff", 0xFFFFFF),
        ("#0a0B0c", 0x0A0B0C),
        ("rgb(1,2,3)", 0x010203),
        ("rgba(1 2 3 / 50%)", 0x010203),
        ("rgba(1,2,3,0)", None),
        ("white", 0xFFFFFF),
        ("var(--x)", None),
        ("#ffff", None),
        ("inherit", None),
    ],
)
def test_colours(value: str, colour: int | None) -> None:
    assert parse_colour(value) == colour


def test_hidden_parts_around_the_content_count_only_with_a_link_to_elsewhere() -> None:
    head = '<link rel=canonical href="https://me.org/"><main><p>Text.</p></main>'
    menu = '<nav style="display:none">Menu <a href="https://www.me.org/a">a</a> <a href="/b">b</a></nav>'
    assert read(head + menu).hidden == ()
    spam = '<footer><div style="display:none">buy <a href="http://spam.org/">pills</a></div></footer>'
    doc = read(head + spam)
    assert [(h.text, h.how) for h in doc.hidden] == [("buy pills", "display:none")]
    assert [(k.hidden, k.place) for k in doc.links] == [("display:none", "footer")]


def test_a_page_without_a_canonical_address_belongs_to_the_host_it_links_to() -> None:
    links = "".join(f'<a href="https://me.org/{i}">{i}</a>' for i in range(5))
    doc = read(f'<main><p>Text.</p></main><nav style="display:none">{links}</nav>')
    assert doc.hidden == ()
    doc = read('<main><p>Text.</p></main><nav style="display:none"><a href="https://me.org/1">1</a></nav>')
    assert [h.text for h in doc.hidden] == ["1"]
