"""Whatever the input, a reader returns a Document whose offsets are right, or raises SourceError."""

from __future__ import annotations

import html as html_library
import io
import re
import zipfile
from functools import cache

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from spincheck.document import Document, LineIndex
from spincheck.errors import SourceError
from spincheck.sources import FORMATS, read_bytes, read_text

bounded = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXT_FORMATS = [f for f in FORMATS if f != "docx"]

words = st.sampled_from(
    [
        "cold",
        "laser",
        "therapy",
        "naïve",
        "e\u0301tude",
        "😀",
        "👩\u200d⚕️",
        "non-invasive",
        "a",
        "5",
        "ﬁbre",
        "don’t",
        "汉字",
    ]
)
space = st.sampled_from([" ", "  ", "\t", "\u00a0", "\n"])
pieces = st.sampled_from(
    [
        "*",
        "**",
        "_",
        "~~",
        "`",
        "``",
        "#",
        "##",
        ">",
        "-",
        "1.",
        "|",
        "\\",
        "\\*",
        "\\|",
        "[",
        "]",
        "(",
        ")",
        "![",
        "](x)",
        "[a](http://a.b/c)",
        "[a]:",
        "[^1]",
        "[^1]:",
        "^[",
        "<b>",
        "</b>",
        "<p>",
        "</p>",
        "<div\n",
        "",
        "",
        "",
        "<div>",
        "</div>",
        "<!--",
        "-->",
        "<!--x-->",
        "&amp;",
        "&lt",
        "&#65;",
        "&#x1F600;",
        "&nbsp;",
        "&notit;",
        "&zz;",
        "<a\xa0href=x>",
        "<a</a>",
        "<code>",
        "</code>",
        "<td>\n",
        "",
        "",
        "",
        "<table>",
        "</table>",
        "<li>",
        "<script>",
        "</script>",
        "<style>",
        ".a{display:none}",
        "<q>",
        "</q>",
        "<br>",
        "<sup>1</sup>",
        "---",
        "===",
        "```",
        "~~~",
        "http://x.org/y\n",
        "",
        "",
        "",
        "www.a.com",
        "a.com/b",
        "+++",
        '"a',
        '"',
        "“",
        "”",
        "\xad",
        "\u200b",
        "\u2028",
        "\x0c",
        "|--|",
        "<span\xa0hidden>",
        "{{",
    ]
).map(lambda s: s.replace("\u00a0href", " href").replace("\u00a0hidden", " hidden").strip(" \n") or "\n")
soup = st.lists(st.one_of(words, space, pieces, st.just("\n"), st.just("\n\n"), st.text(max_size=4)), max_size=60).map(
    "".join
)


def squeeze(text: str) -> str:
    """Text with every run of white space as one space."""
    return re.sub(r"\s+", " ", text)


def check_document(doc: Document) -> None:
    """Everything that must hold for any Document."""
    size, length = len(doc.text), len(doc.source)
    end = 0
    for block in doc.blocks:
        assert end <= block.start < block.end <= size
        words = doc.text[block.start : block.end]
        assert words == words.strip()
        assert doc.text[end : block.start] in ("", "\n\n")
        end = block.end
    assert end == size
    for segment in doc.map.segments:
        text = doc.text[segment.text_start : segment.text_end]
        source = doc.source[segment.source_start : segment.source_end]
        assert 0 <= segment.source_start < segment.source_end <= length
        if segment.exact:
            for one, other in zip(text, source, strict=True):
                assert one == other or (one == " " and other.isspace()) or (other, one) == ("\0", "\ufffd")
    for before, after in zip(doc.map.segments, doc.map.segments[1:], strict=False):
        assert before.text_end <= after.text_start
        assert before.source_end <= after.source_start
    for link in doc.links:
        assert 0 <= link.start <= link.end <= size
        assert 0 <= link.source_start <= link.source_end <= length
        if link.start < link.end:
            assert " ".join(doc.text[link.start : link.end].split()) == link.anchor
    for start, stop in doc.quotes:
        assert 0 <= start < stop <= size
    for start, stop in doc.code:
        assert 0 <= start <= stop <= length
    for part in doc.hidden:
        assert 0 <= part.source_start < part.source_end <= length
    for directive in doc.directives:
        assert doc.source[directive.source_start : directive.source_end].startswith("<!--")
        assert 0 <= directive.text_at <= size


def read_or_refuse(data: bytes, name: str, format: str | None = None) -> None:
    """The bytes give a sound Document, or a refusal that is one line and names the file."""
    refusal = ""
    try:
        doc = read_bytes(data, name=name, format=format)
    except SourceError as error:
        refusal = str(error)
    if refusal:
        assert "\n" not in refusal
        assert refusal.startswith(f"{name}: ")
    else:
        check_document(doc)
        assert "\0" not in doc.source


@pytest.mark.parametrize("format", TEXT_FORMATS)
@given(text=soup)
@bounded
@example(text="a \\ <b>\n<ul>\nx")
@example(text="<pre>\n</pre>\n>  <a href=http://q.w>\n<br>[a](http://a.b/c)\n<div </ul><!--")
@example(text="[a <span hidden>  _  ](x)\n\nb </span>")
def test_any_markup_gives_a_sound_document(format: str, text: str) -> None:
    for scope in ("main", "body", "all") if format == "html" else ("main",):
        check_document(read_text(text, format=format, html_scope=scope))  # type: ignore[arg-type]


@given(text=st.text(max_size=300))
@bounded
def test_plain_text_keeps_every_character_that_is_not_white(text: str) -> None:
    doc = read_text(text)
    check_document(doc)
    for block in doc.blocks:
        for at in range(block.start, block.end):
            if not doc.text[at].isspace():
                start, stop = doc.map.to_source(at, at + 1)
                assert doc.source[start:stop] == doc.text[at]


@given(prose=st.lists(words, min_size=1, max_size=20))
@bounded
def test_html_entities_map_to_themselves(prose: list[str]) -> None:
    parts = [html_library.escape(w) if i % 3 else "".join(f"&#{ord(c)};" for c in w) for i, w in enumerate(prose)]
    source = f"<p>{' '.join(parts)}</p>"
    doc = read_text(source, format="html")
    check_document(doc)
    at = doc.blocks[0].start
    for word, written in zip(prose, parts, strict=True):
        at = doc.text.index(word, at)
        start, stop = doc.map.to_source(at, at + len(word))
        assert doc.source[start:stop] == written
        at += len(word)


marks = st.sampled_from(["{}", "*{}*", "**{}**", "[{}](http://x.org)", "<b>{}</b>", "_{}_", "~~{}~~"])


@given(
    prose=st.lists(
        st.tuples(st.sampled_from(["cold", "laser", "étude", "😀x", "a&amp;b", "c\\*d"]), marks), min_size=1, max_size=15
    )
)
@bounded
def test_markdown_emphasis_links_and_escapes_map_exactly(prose: list[tuple[str, str]]) -> None:
    source = "> 1. " + " ".join(mark.format(word) for word, mark in prose)
    doc = read_text(source, format="markdown")
    check_document(doc)
    shown = [w.replace("&amp;", "&").replace("\\*", "*") for w, _ in prose]
    assert doc.text == " ".join(shown)
    at = 0
    for (written, _), word in zip(prose, shown, strict=True):
        at = doc.text.index(word, at)
        start, stop = doc.map.to_source(at, at + len(word))
        assert doc.source[start:stop] == written
        at += len(word)


@pytest.mark.parametrize("format", TEXT_FORMATS)
@given(text=soup)
@bounded
@example(text="> a\n> b\n\n- c\n  d\n\n| e | f |\n|---|---|\n| g | h |\n")
def test_line_ends_do_not_matter(format: str, text: str) -> None:
    assume("\r" not in text)
    unix = read_text(text, format=format)
    for end in ("\r\n", "\r"):
        other = read_text(text.replace("\n", end), format=format)
        check_document(other)
        assert other.text == unix.text
        assert [(k.start, k.end, k.anchor) for k in other.links] == [(k.start, k.end, k.anchor) for k in unix.links]
        lines, other_lines = LineIndex(unix.source), LineIndex(other.source)
        for a, b in zip(unix.blocks, other.blocks, strict=True):
            assert (a.start, a.end, a.kind) == (b.start, b.end, b.kind)
            for at in range(a.start, a.end, 7):
                if unix.text[at].isspace() or unix.text[at] == "\ufffc":
                    continue
                try:
                    place = unix.map.to_source(at, at + 1)
                except ValueError:  # text that the reader put in
                    continue
                there = other.map.to_source(at, at + 1)
                assert lines.position(place[0]) == other_lines.position(there[0])


@pytest.mark.parametrize("format", [None, *FORMATS])
@given(
    data=st.one_of(
        st.binary(max_size=400), soup.map(lambda s: s.encode("utf-8", "replace")), soup.map(lambda s: s.encode("utf-16"))
    )
)
@bounded
def test_any_bytes_are_read_or_refused_in_one_line(format: str | None, data: bytes) -> None:
    read_or_refuse(data, "x", format)


@cache
def word_file() -> bytes:
    docx = pytest.importorskip("docx")
    package = docx.Document()
    package.add_heading("Cold laser", 1)
    package.add_paragraph("It helps with the pain, they say.")
    package.add_table(1, 2).cell(0, 0).text = "cell"
    stream = io.BytesIO()
    package.save(stream)
    return stream.getvalue()


@given(cuts=st.lists(st.tuples(st.integers(0, 40_000), st.binary(max_size=3)), max_size=4), stop=st.integers(0, 60_000))
@settings(max_examples=60, deadline=None)
def test_damaged_word_files_are_refused_in_one_line(cuts: list[tuple[int, bytes]], stop: int) -> None:
    data = bytearray(word_file())
    for at, new in cuts:
        data[at : at + len(new)] = new
    read_or_refuse(bytes(data[: max(stop, 4)]), "x.docx")


@given(
    body=st.lists(
        st.sampled_from(
            [
                "<w:p>",
                "</w:p>",
                "<w:r>",
                "</w:r>",
                "<w:t>",
                "</w:t>",
                "laser ",
                "<w:tbl>",
                "</w:tbl>",
                "<w:tr>",
                "<w:tc>",
                "<w:br/>",
                '<w:hyperlink w:anchor="a">',
                "</w:hyperlink>",
                '<w:fldChar w:fldCharType="begin"/>',
                '<w:fldChar w:fldCharType="separate"/>',
                "<w:instrText>HYPERLINK x</w:instrText>",
                '<w:fldChar w:fldCharType="end"/>',
                '<w:footnoteReference w:id="1"/>',
            ]
        ),
        max_size=40,
    )
)
@settings(max_examples=80, deadline=None)
def test_any_word_markup_is_sound_or_refused(body: list[str]) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_file())) as old, zipfile.ZipFile(stream, "w") as new:
        for member in old.namelist():
            content = old.read(member)
            if member == "word/document.xml":
                head = content[: content.index(b"<w:body>") + 8]
                inside = balanced(body)
                content = head + inside.encode() + b"</w:body></w:document>"
            new.writestr(member, content)
    read_or_refuse(stream.getvalue(), "x.docx")


def balanced(parts: list[str]) -> str:
    """The tags of ``parts`` as well-formed XML: what is open is closed, what is not open is not."""
    out: list[str] = []
    stack: list[str] = []
    for part in parts:
        match = re.match(r"<(/?)(w:\w+)", part)
        if match and match.group(1):
            if stack and stack[-1] == match.group(2):
                out.append(f"</{stack.pop()}>")
        elif match and not part.endswith("/>") and part.count("<") == 1:
            stack.append(match.group(2))
            out.append(part)
        else:
            out.append(part)
    return "".join(out) + "".join(f"</{name}>" for name in reversed(stack))


plain_markup = st.sampled_from(
    [
        "*",
        "**",
        "_",
        "~~",
        "#",
        "##",
        ">",
        "-",
        "1.",
        "|",
        "\\",
        "\\*",
        "\\|",
        "[",
        "]",
        "(",
        ")",
        "](x)",
        "[a](y)",
        "&amp;",
        "&lt",
        "&#65;",
        "---",
        "===",
        "|--|",
        ":-:",
        "word",
        "é",
        "😀",
        "a5",
    ]
)
breaks = st.sampled_from(["", " ", "  ", "\n", "\n", "\n\n", "\n  "])


@given(parts=st.lists(st.tuples(plain_markup, breaks), max_size=30))
@settings(max_examples=300, deadline=None)
def test_markdown_text_is_what_markdown_it_would_print(parts: list[tuple[str, str]]) -> None:
    from markdown_it import MarkdownIt

    source = "".join(a + b for a, b in parts)
    assume(not source.startswith("---"))
    reference = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    shown = ""
    for token in reference.parse(source):
        for child in token.children or ():
            shown += child.content if child.type == "text" else ""
    code = any(t.type in ("code_block", "fence") for t in reference.parse(source))
    assume(not code)
    assert "".join(read_text(source, format="markdown").text.split()) == "".join(shown.split())
