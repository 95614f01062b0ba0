"""Positions of the protocol."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spincheck.lsp.positions import Positions

TEXTS = st.text(st.sampled_from("ab\u00e9\u20ac\U0001f600\U0001f9b4\n\r\u2028\x0b \u0301"), max_size=40)


@pytest.mark.parametrize(("encoding", "units"), [("utf-16", 3), ("utf-8", 5), ("utf-32", 2)])
def test_an_emoji_counts_as_the_encoding_has_it(encoding: str, units: int) -> None:
    assert Positions("x\na\U0001f600b", encoding).position(4) == (1, units)


@given(TEXTS, st.sampled_from(["utf-16", "utf-8", "utf-32"]))
def test_there_and_back(text: str, encoding: str) -> None:
    places = Positions(text, encoding)
    for offset in range(len(text) + 1):
        if offset and text[offset - 1 : offset + 1] == "\r\n":
            continue  # between the two halves of one line end
        assert places.offset(*places.position(offset)) == offset


@given(TEXTS)
def test_units_are_those_of_the_codec(text: str) -> None:
    places = Positions(text)
    for offset in range(len(text) + 1):
        line, units = places.position(offset)
        start = places.offset(line, 0)
        assert units == len(text[start:offset].encode("utf-16-le")) // 2


def test_out_of_bounds_is_clamped() -> None:
    places = Positions("ab\r\ncd")
    assert places.offset(0, 99) == 2
    assert places.offset(9, 0) == 6
    assert places.position(99) == (1, 2)


def test_half_a_surrogate_pair_is_the_whole_character() -> None:
    assert Positions("\U0001f600b").offset(0, 1) == 0
