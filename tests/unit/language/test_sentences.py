"""Sentence borders without a model."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spincheck.language.sentences import split


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two! Three? Four", 4),
        ("Dr. Smith treats pain, e.g. back pain. It works.", 2),
        ("It costs 3.5 dollars. See fig. 2 for more.", 2),
        ("Ask J. B. Smith. He knows.", 2),
        ("You need vitamin D. It is made in the skin.", 2),
        ("Take vitamin C, vitamin K etc. daily. Stop when ill.", 2),
        ("Well... maybe not. “Really?” she said.", 3),
        ("Read https://a.org/b.html?c=d. Then stop.", 2),
        ("The trial (n = 40; p < .05) ended. Nobody knew.", 2),
        ("He moved to the U.S. in May. She stayed.", 2),
        ("", 0),
    ],
)
def test_split(text: str, count: int) -> None:
    assert len(split(text)) == count, [text[a:b] for a, b in split(text)]


@given(st.text(alphabet="aA.!?… \n\"')1", max_size=80))
def test_sentences_cover_all_but_white_space_in_order(text: str) -> None:
    spans = split(text)
    assert all(a < b for a, b in spans)
    assert all(x[1] <= y[0] for x, y in itertools.pairwise(spans))
    assert "".join(text[a:b] for a, b in spans).replace(" ", "").replace("\n", "") == text.replace(" ", "").replace("\n", "")
    assert all(not text[a].isspace() and not text[b - 1].isspace() for a, b in spans)
