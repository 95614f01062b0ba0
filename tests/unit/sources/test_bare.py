"""URLs written out in the prose."""

from __future__ import annotations

import pytest

from spincheck.sources.bare import find_urls


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("See https://a.com/x_(y), ok.", ["https://a.com/x_(y)"]),
        ('(http://a.org/b) and "http://c.org/d".', ["http://a.org/b", "http://c.org/d"]),
        ("www.foo.org/bar. Then", ["www.foo.org/bar"]),
        ("drugs.com sells", ["drugs.com"]),
        ("nhs.co.uk or foo.de/x", ["nhs.co.uk", "foo.de/x"]),
        ("cheap.pharmacy/pills here", ["cheap.pharmacy/pills"]),
        ("http://1.2.3.4:8080/x and http://u@h.com/", ["http://1.2.3.4:8080/x", "http://u@h.com/"]),
        ("pain.It helps, pain.it helps, a better.life for you", []),
        ("report.md, Dr.Smith, e.g. this, 3.5 and node.js", []),
        ("write to bob@clinic.com", []),
        ("😀 http://a.com/é😀 x", ["http://a.com/é😀"]),
    ],
)
def test_finds_urls_and_nothing_else(text: str, urls: list[str]) -> None:
    assert [text[a:b] for a, b, _ in find_urls(text)] == urls


def test_a_host_without_scheme_gets_one_in_its_target() -> None:
    assert [t for _, _, t in find_urls("www.foo.org/bar")] == ["http://www.foo.org/bar"]


@pytest.mark.parametrize(
    "hostile", ["http://a.b/" + "(" * 50_000, "a.com" * 20_000, "http://" * 20_000, "a-" * 50_000 + ".com"]
)
def test_hostile_words_end(hostile: str) -> None:
    assert all(0 <= a < b <= len(hostile) for a, b, _ in find_urls(hostile))
