"""The lists and what is read from them."""

import re

import pytest

from spincheck.rules.links import _hosts, _money, _plain, _topic
from spincheck.rules.links._anchors import fold, tier
from spincheck.rules.links._formula import formulas, whole
from spincheck.rules.links._lists import lines, toml
from spincheck.rules.links._url import split_url


@pytest.mark.parametrize("anchor", ["here", "Read more", "home", "This page", "Click here »", "next page"])
def test_what_everybody_writes_is_not_odd(anchor: str) -> None:
    assert tier(fold(anchor)) != "odd"


@pytest.mark.parametrize(
    "anchor", ["Have A Peek At This Web-Site", "you could try here", "learn this here now", "click for source"]
)
def test_odd_anchors(anchor: str) -> None:
    assert tier(fold(anchor)) == "odd"


def test_an_anchor_must_match_from_first_word_to_last() -> None:
    assert tier("you could try here for a change of diet") == ""
    assert tier("x" * 10_000) == ""


def test_the_click_grammar_weighs_odd_words() -> None:
    [found] = formulas("Then mouse click the up coming internet page now.")
    assert found.text == "mouse click the up coming internet page"
    assert found.weight >= 8
    assert whole("read the full article").weight == 0  # type: ignore[union-attr]
    assert whole("the knee joint") is None


def test_word_boundaries_hold() -> None:
    assert not list(formulas("The context pages; therelated pagesite; next pageant"))


@pytest.mark.parametrize("name", ["telltales.toml", "cores.toml"])
def test_every_piece_is_found_by_its_word(name: str) -> None:
    table, keys = _plain._by_word(name)
    pieces = {p for kind, entries in toml(name).items() if kind != "unmistakable" for p in entries}
    assert {piece for found in table.values() for _, piece, _ in found} == pieces
    for key, found in table.items():
        assert key in keys
        for _, piece, _ in found:
            assert key in piece.lower()


def test_the_topics_file_holds_words_only() -> None:
    assert all(re.fullmatch(r"[a-z ]+", line) for line in lines("topics.txt"))


@pytest.mark.parametrize(
    ("url", "names"),
    [
        ("https://e.com/?utm_source=a&id=1&GCLID=x", ["utm_source", "gclid"]),
        ("https://e.com/?id=1", []),
        ("https://e.com/?%75tm_medium=a", ["utm_medium"]),
    ],
)
def test_tracking(url: str, names: list[str]) -> None:
    assert _hosts.tracking(split_url(url)) == names


def test_parameters_are_cut_and_the_rest_stays() -> None:
    assert _hosts.without("https://e.com/a?utm_source=x&id=1#p", ["utm_source"]) == "https://e.com/a?id=1#p"
    assert _hosts.without("https://e.com/a?utm_source=x", ["utm_source"]) == "https://e.com/a"


def test_redirectors_by_their_parameter() -> None:
    there = _hosts.redirect_to(split_url("https://a.example/go?u=https%253A%252F%252Fb.example%252F"))
    assert there is not None
    assert there.host == "b.example"
    assert _hosts.redirect_to(split_url("https://a.example/go?u=https://a.example/x")) is None
    assert _hosts.redirect_to(split_url("https://doi.org/x?u=https://b.example/")) is None


@pytest.mark.parametrize("host", ["www.xn--pypal-4ve.com", "аррӏе.com", "webmd\u200b.com", "xn--99999999999.com"])
def test_look_alikes(host: str) -> None:
    why, sure = _hosts.look_alike(split_url(f"https://{host}/"))
    assert why
    assert sure >= 0.8


def test_money() -> None:
    assert _money.reason("best chiropractor in Dallas")
    assert _money.reason("botox $99")
    assert not _money.reason("our clinic in Dallas")
    assert not _money.reason("American Heart Association")


@pytest.mark.parametrize(("one", "other"), [("lasers", "laser"), ("therapies", "therapy"), ("treated", "treatment")])
def test_stems(one: str, other: str) -> None:
    assert _topic.stem(one) == _topic.stem(other)
