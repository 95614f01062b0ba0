# ruff: noqa: E501
"""Edits of clean-links: the spam goes, everything else stays."""

import pytest

from spincheck.engine import Engine
from spincheck.rules.links import _clean, rules
from spincheck.settings import Settings
from spincheck.sources import read_text


def cleaned(text: str, fmt: str, also: frozenset[str] = frozenset()) -> str:
    document = read_text(text, format=fmt)
    report = Engine(Settings(), rules()).check(document)
    return _clean.apply(text, _clean.edits(document, report.findings, also))


@pytest.mark.parametrize(
    ("fmt", "before", "after"),
    [
        ("text", "It went down. https://e.com/summer-dress/ by boosting repair and easing pain.", "It went down. by boosting repair and easing pain."),
        ("html", '<p>Read <a href="https://nih.gov@p.example.com/">the <b>leaflet</b></a> first.</p>', "<p>Read the <b>leaflet</b> first.</p>"),
        ("html", '<p>Rest, <a href="https://e.com/x">just click the following website</a>, and ice.</p>', "<p>Rest, and ice.</p>"),
        ("html", '<p>Rest.</p><div style="display:none"><a href="https://p.example.com/">pills</a></div>', '<p>Rest.</p><div style="display:none"></div>'),
        ("markdown", "Read [the leaflet](http://203.0.113.7/x) first, then rest.", "Read the leaflet first, then rest."),
        ("text", "Nothing to do here. See https://www.example.org/a for more.", "Nothing to do here. See https://www.example.org/a for more."),
    ],
)  # fmt: skip
def test_edits(fmt: str, before: str, after: str) -> None:
    assert cleaned(before, fmt) == after


def test_medium_findings_only_when_asked() -> None:
    text = '<p>Ask the <a href="https://e.example.com/">best chiropractor in Dallas</a> first.</p>'
    assert cleaned(text, "html") == text
    assert cleaned(text, "html", frozenset({"LNK205"})) == "<p>Ask the best chiropractor in Dallas first.</p>"


def test_cleaning_twice_changes_nothing_more() -> None:
    text = "It went down. https://e.com/summer-dress/ by boosting repair and easing pain.\n"
    once = cleaned(text, "text")
    assert cleaned(once, "text") == once
