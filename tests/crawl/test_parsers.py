"""Addresses, robots.txt, sitemaps and lists, as they come: well-formed, odd and hostile."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spincheck.errors import SourceError
from spincheck.scan.crawl import sitemap
from spincheck.scan.crawl.page import alike, sketch
from spincheck.scan.crawl.robots import parse
from spincheck.scan.crawl.sitemap import BadSitemap, entries
from spincheck.scan.crawl.urls import BadUrl, counted, host_of, loops, normalise, pattern, same_host
from spincheck.scan.inputs.lists import addresses, is_list, paths
from spincheck.scan.web import Web


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://Example.ORG:80", "http://example.org/"),
        ("https://example.org:443/a/./b/../c#frag", "https://example.org/a/c"),
        ("http://example.org:8080/../../a", "http://example.org:8080/a"),
        ("http://example.org/%7euser/%c3%a9", "http://example.org/~user/%C3%A9"),
        ("http://example.org/é?q=ü", "http://example.org/%C3%A9?q=%C3%BC"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://example.org/a?utm_source=x&id=3&fbclid=1", "http://example.org/a?id=3"),
        ("http://example.org/a;jsessionid=1F?PHPSESSID=abc&b=1", "http://example.org/a?b=1"),
        ("http://example.org/a?sid=12", "http://example.org/a?sid=12"),
        ("http://example.org/a?sid=0123456789abcdef0123", "http://example.org/a"),
        ("http://example.org/a b\t\n?", "http://example.org/a%20b"),
        ("http://example.org./a", "http://example.org/a"),
        ("http://[2001:DB8::1]:80/", "http://[2001:db8::1]/"),
        ("http://example.org/a%2Fb", "http://example.org/a%2Fb"),
    ],
)
def test_one_form_of_an_address(url: str, expected: str) -> None:
    assert normalise(url) == expected


@pytest.mark.parametrize(
    "url",
    ["", "a/b", "mailto:a@b.test", "javascript:alert(1)", "ftp://a.test/", "http://", "http:///a", "http://u:p@a.test/", "http://a@b.test/",
     "http://a.test:99999/", "http://[::1", "http://a b.test/", "http://a.test/" + "x" * 3000, "file:///etc/passwd", "http://\x00/"],
)  # fmt: skip
def test_what_is_no_address_of_a_page(url: str) -> None:
    with pytest.raises(BadUrl):
        normalise(url)


@settings(deadline=None)
@given(st.text(max_size=80), st.sampled_from(["http://a.test/x/y?z=1", ""]))
def test_normalising_never_raises_anything_else_and_is_stable(text: str, base: str) -> None:
    for url in (text, "http://" + text, "http://a.test/" + text):
        try:
            done = normalise(url, base)
        except BadUrl:
            continue
        assert normalise(done) == done
        assert done.isascii()
        assert done.startswith(("http://", "https://"))
        assert host_of(done)
        loops(done), pattern(done), counted(done), same_host(done)


def test_loops_and_listings() -> None:
    assert loops("http://a.test/x/y/x/y/x/") == "the same folder again and again"
    assert loops("http://a.test/2024/01/01/01/") == ""
    assert "folders deep" in loops("http://a.test/" + "/".join(map(str, range(20))))
    assert pattern("http://a.test/cal/2024/05?x=1&y=2") == pattern("http://a.test/cal/1999/1?y=&x=7")
    assert not counted("http://a.test/about/us")


ROBOTS = """\
User-agent: *
Disallow: /private
Disallow: /*.cgi$
Allow: /private/open
Crawl-delay: 2.5

User-agent: spincheck
Disallow: /only-us
Sitemap: https://a.test/one.xml
sitemap: /two.xml
"""


def test_robots_rules_are_those_for_this_program() -> None:
    rules = parse(ROBOTS)
    assert rules.refusal("http://a.test/only-us/x")
    assert not rules.refusal("http://a.test/private")
    assert rules.sitemaps == ("https://a.test/one.xml", "/two.xml")
    general = parse(ROBOTS.replace("spincheck", "other"))
    assert general.refusal("http://a.test/private/x")
    assert not general.refusal("http://a.test/private/open/y")
    assert general.refusal("http://a.test/x.cgi")
    assert not general.refusal("http://a.test/x.cgi?a")
    assert general.delay == 2.5


@settings(deadline=None)
@given(st.text(max_size=400) | st.lists(st.sampled_from([
    "User-agent: *", "user-agent:spincheck", "Disallow: /", "Disallow:", "Allow: /a*$", "Crawl-delay: nan",
    "Crawl-delay: -1", "Crawl-delay: 1e999", "Crawl-delay: x", "Sitemap:", "Sitemap: http://[", "Request-rate: 1/0", "\0",
    "*" * 3000, "Disallow: " + "*a" * 60,
]), max_size=12).map("\n".join))  # fmt: skip
def test_any_robots_file_is_read(text: str) -> None:
    rules = parse(text)
    assert isinstance(rules.refusal("http://a.test/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"), str)
    assert rules.delay >= 0 or rules.unavailable


def read(*pieces: bytes) -> list[tuple[str, str]]:
    return list(entries(pieces))


def test_sitemaps() -> None:
    xml = b"""<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
      xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url><loc> https://a.test/1?a=1&amp;b=2 </loc>
      <image:image><image:loc>https://a.test/i.png</image:loc></image:image></url><url><loc><![CDATA[https://a.test/2]]></loc></url></urlset>"""
    expected = [("page", "https://a.test/1?a=1&b=2"), ("page", "https://a.test/2")]
    assert read(xml) == expected
    assert read(gzip.compress(xml)) == expected
    assert read(*(xml[i : i + 7] for i in range(0, len(xml), 7))) == expected
    assert read(xml.decode().replace("UTF-8", "UTF-16").encode("utf-16")) == expected
    index = b"<sitemapindex><sitemap><loc>https://a.test/s.xml.gz</loc></sitemap></sitemapindex>"
    assert read(index) == [("sitemap", "https://a.test/s.xml.gz")]
    assert read(b"https://a.test/1\r\nhttps://a.test/2\n\nnot one\n") == [
        ("page", "https://a.test/1"),
        ("page", "https://a.test/2"),
    ]


def test_a_broken_sitemap_gives_what_it_has_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST_BYTES", 1_000_000)
    cut = entries([b"<urlset><url><loc>http://a.test/1</loc></url><url><loc>http://a.te"])
    assert next(cut) == ("page", "http://a.test/1")
    with pytest.raises(BadSitemap, match="broken XML"):
        next(cut)
    for data, said in (
        (b"<html><body><url><loc>http://a.test</loc></url></body></html>", "not a sitemap: the document is <html>"),
        (b"hello", "neither XML nor"),
        (b"", "neither XML nor"),
        (gzip.compress(b"<urlset></urlset>")[:-9], "breaks off"),
        (gzip.compress(b"<urlset>" + b" " * 2_000_000), "larger than 1 MB"),
    ):
        with pytest.raises(BadSitemap, match=said):
            read(data)


def test_entities_are_not_expanded_and_nothing_else_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("http://secret.test/")
    external = (
        f"<!DOCTYPE u [<!ENTITY x SYSTEM '{secret.as_uri()}'>]><urlset><url><loc>http://a.test/&x;</loc></url></urlset>"
    )
    laughs = "<!DOCTYPE u [<!ENTITY a 'http://a.test/'>" + "".join(
        f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
    ) + "]><urlset><url><loc>&j;</loc></url></urlset>"  # fmt: skip
    for text in (external, laughs):
        try:
            found = read(text.encode())
        except BadSitemap:
            found = []
        assert all("secret" not in url and len(url) < 5000 for _, url in found)


@settings(deadline=None)
@given(st.binary(max_size=600) | st.lists(st.sampled_from([
    b"<urlset>", b"</urlset>", b"<url>", b"</url>", b"<loc>", b"</loc>", b"http://a.test/", b"&amp;", b"&x;", b"<!--",
    b"-->", b"<![CDATA[",
    b"<sitemap>", b"<a" * 100, b"\xff", b"<?xml version='1.0' encoding='utf-16'?>", b"\n", b"\x1f\x8b",
]), max_size=20).map(b"".join))  # fmt: skip
def test_any_bytes_are_a_sitemap_or_a_bad_one(data: bytes) -> None:
    try:
        found = read(*(data[i : i + 11] for i in range(0, len(data), 11)))
    except BadSitemap:
        return
    assert all(kind in ("page", "sitemap") and url for kind, url in found)


@settings(deadline=None)
@given(st.binary(max_size=500))
def test_any_bytes_are_a_list(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.mktemp("list") / "l.txt"
    file.write_bytes(data)
    is_list(str(file))
    assert all(n >= 1 and url.strip() == url for n, url in addresses(str(file)))
    assert all(isinstance(p, str) for p in paths(str(file)))


def test_lists(tmp_path: Path) -> None:
    file = tmp_path / "urls.txt"
    file.write_text("# my pages\nhttps://a.test/1\n\nhttps://a.test/2\n")
    assert is_list(str(file))
    assert [url for _, url in addresses(str(file))] == ["https://a.test/1", "https://a.test/2"]
    prose = tmp_path / "prose.txt"
    prose.write_text("https://a.test/ is a page about the knee.\n")
    assert not is_list(str(prose))
    assert not is_list(str(tmp_path / "none.txt"))
    with pytest.raises(SourceError, match="no such file"):
        list(addresses(str(tmp_path / "none.txt")))
    nulls = tmp_path / "find"
    nulls.write_bytes(b"a b.md\0c\xff.md\0")
    assert list(paths(str(nulls))) == ["a b.md", "c\udcff.md"]


def test_sitemaps_by_path_and_address_with_an_index_that_names_itself(net: Any, tmp_path: Path) -> None:
    pages = {f"/{n}": net.html(f"P{n}", n) for n in range(4)}
    with net.serve(net.Site(pages)) as site:
        u = site.url
        maps = {
            "/index.xml": "<sitemapindex>"
            + "".join(f"<sitemap><loc>{u}/{name}.xml</loc></sitemap>" for name in ("index", "b", "gone"))
            + "</sitemapindex>",
            "/b.xml": "<urlset>" + "".join(f"<url><loc>{u}/{n}</loc></url>" for n in (1, 2, "nothing")) + "</urlset>",
        }
        pages.update(maps)
        local = tmp_path / "map.xml.gz"
        local.write_bytes(gzip.compress(f"<urlset><url><loc>{u}/0</loc></url></urlset>".encode()))
        found = list(Web(sitemaps=[str(local), f"{u}/index.xml"], allow_private=True, delay=0).items())
        assert [i.url.removeprefix(u) for i in found if not i.error] == ["/0", "/1", "/2"]
        assert [i.error for i in found if i.error] == [f"{u}/gone.xml: 404 Not Found"]
        assert site.counts["/index.xml"] == 1


def test_texts_that_share_most_of_their_words_are_alike() -> None:
    words = [f"w{n}" for n in range(300)]
    one, same = sketch(" ".join(words)), sketch(" ".join(w.upper() for w in words))
    near, far = sketch(" ".join([*words[:290], "other"])), sketch(" ".join(f"v{n}" for n in range(300)))
    assert alike(one, same) == 1
    assert alike(one, near) > 0.85
    assert alike(one, far) == 0
    assert alike(sketch(""), sketch("")) == 0
