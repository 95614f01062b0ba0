"""Host, folder, author and template of a document, and its content hash."""

from __future__ import annotations

import time

import pytest

from spincheck.scan.facts import author_of, content_hash, folder_of, host_of, template_of, url_of
from spincheck.scan.items import Item
from spincheck.sources import read_text

FRAME = "<html><body class='single post-{n}'><header class=top><nav></nav></header><main><div class='entry x'>{body}</div></main>{more}</body></html>"  # noqa: E501


def page(body: str, n: int = 1, more: str = "") -> str:
    return template_of(read_text(FRAME.format(n=n, body=body, more=more), name="p.html", format="html"))


def test_pages_of_one_template_have_one_hash() -> None:
    first = page("<p>One.</p>")
    assert len(first) == 8
    assert first == page("<p>Two.</p><p>Three <b>and</b> more.</p>", n=2)
    assert first == page("<script>document.write('<div class=ad></div>')</script><!-- <aside> --><p>Four.</p>")
    assert first != page("<p>Five.</p>", more="<footer class=wide></footer>")
    assert template_of(read_text("Text.", name="a.txt")) == ""


@pytest.mark.parametrize("hostile", ["<div " * 200_000, "<div>" * 200_000, "<!--" * 200_000, "<script" * 200_000])
def test_hostile_pages_take_no_time(hostile: str) -> None:
    document = read_text("<p>x</p>", name="p.html", format="html")
    object.__setattr__(document, "source", hostile)
    began = time.process_time()
    template_of(document)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("item", "url", "folder"),
    [
        (Item("site/blog/a.txt", "site/blog/a.txt"), "", "site/blog"),
        (Item("a.txt", "a.txt"), "", ""),
        (Item("t.csv#1", "t.csv#1", "text", origin="t.csv"), "", "t.csv"),
        (Item("k", "https://x.org/blog/a.html?q=/z/", b"", url="https://x.org/blog/a.html?q=/z/"),
         "https://x.org/blog/a.html?q=/z/", "/blog/"),
        (Item("w#3", "https://x.org", b"", "html", origin="w.warc"), "https://x.org", "/"),
    ],
)  # fmt: skip
def test_where_an_item_stands(item: Item, url: str, folder: str) -> None:
    assert (url_of(item), folder_of(item)) == (url, folder)


def test_hosts_of_addresses_and_of_what_is_none() -> None:
    assert [host_of(x) for x in ("https://WWW.X.org:80/a", "mailto:a@b.c", "http://[::1", "")] == ["www.x.org", "", "", ""]


def test_authors() -> None:
    meta = read_text("<head><meta name=author content=' Jo  Doe '></head><p>Text.</p>", name="a.html", format="html")
    assert author_of(meta) == "Jo Doe"
    byline = read_text(
        "# Knees\n\nWritten by Ann Lee, MD\n\nRest helps a sore knee in most people.\n", name="a.md", format="markdown"
    )
    assert author_of(byline) == "Ann Lee"
    assert author_of(read_text("Rest helps.", name="a.txt")) == ""


def test_the_hash_is_of_the_bytes() -> None:
    assert content_hash("é") == content_hash("é".encode()) != content_hash("e")
    assert content_hash("\udc80") != content_hash("\udc81")
