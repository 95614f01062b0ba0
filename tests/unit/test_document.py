"""Source maps, line indexes and word counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spincheck.document import LineIndex, Segment, SourceMap, count_words


def test_identity() -> None:
    mapping = SourceMap.identity(10, shift=3)
    assert mapping.to_source(2, 5) == (5, 8)
    assert mapping.to_text(5, 8) == (2, 5)


def test_an_entity_maps_as_a_whole() -> None:
    # text "a&b" from source "a&amp;b"
    mapping = SourceMap([Segment(0, 1, 0, 1), Segment(1, 2, 1, 6), Segment(2, 3, 6, 7)])
    assert mapping.to_source(1, 2) == (1, 6)
    assert mapping.to_source(0, 3) == (0, 7)
    assert mapping.to_text(3, 4) == (1, 2)


def test_a_span_is_narrowed_to_real_characters() -> None:
    # text "one\n\ntwo": the blank line was put in by the reader
    mapping = SourceMap([Segment(0, 3, 0, 3), Segment(5, 8, 9, 12)])
    assert mapping.to_source(3, 6) == (9, 10)
    assert mapping.to_source(2, 5) == (2, 3)
    assert mapping.to_source(2, 6) == (2, 10)
    with pytest.raises(ValueError, match="outside"):
        mapping.to_source(3, 5)


def test_segments_must_be_in_order() -> None:
    with pytest.raises(ValueError, match="overlap"):
        SourceMap([Segment(0, 3, 0, 3), Segment(2, 5, 3, 6)])


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=8), st.data())
def test_exact_segments_go_there_and_back(parts: list[tuple[int, int, int]], data: st.DataObject) -> None:
    segments, text, source = [], 0, 0
    for length, text_gap, source_gap in parts:
        text, source = text + text_gap, source + source_gap
        segments.append(Segment(text, text + length, source, source + length))
        text, source = text + length, source + length
    mapping = SourceMap(segments)
    segment = data.draw(st.sampled_from(segments))
    start = data.draw(st.integers(segment.text_start, segment.text_end - 1))
    end = data.draw(st.integers(start + 1, segment.text_end))
    a, b = mapping.to_source(start, end)
    assert b - a == end - start
    assert mapping.to_text(a, b) == (start, end)


@given(st.text(alphabet="ab \n\r😀é", max_size=60), st.integers(0, 60))
def test_lines_and_columns_go_there_and_back(source: str, offset: int) -> None:
    offset = min(offset, len(source))
    index = LineIndex(source)
    line, column = index.position(offset)
    assert index.offset(line, column) == offset
    assert line >= 1
    assert column >= 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_three_line_ends(end: str) -> None:
    source = f"one{end}two{end}{end}three"
    assert LineIndex(source).position(source.index("two")) == (2, 1)
    assert LineIndex(source).position(source.index("three") + 2) == (4, 3)


@pytest.mark.parametrize(
    ("text", "words"), [("", 0), ("one, two-three 4 – don't", 4), ("see https://a.b/c-d?e=f now", 3), ("--- ***", 0)]
)
def test_count_words(text: str, words: int) -> None:
    assert count_words(text) == words
