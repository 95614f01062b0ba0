# ruff: noqa: E501
"""What must hold for any input: no crash, bounded time, exact offsets, boundaries, order and independence."""

import time
from itertools import pairwise

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from spincheck.engine import Engine
from spincheck.rules.links import _clean, rules
from spincheck.rules.links._anchors import fold, tier
from spincheck.rules.links._formula import formulas
from spincheck.rules.links._hosts import decoded, look_alike, redirect_to, tracking, without
from spincheck.rules.links._url import LONGEST, escaped, split_url
from spincheck.settings import Settings
from spincheck.sources import read_text

ENGINE = Engine(Settings(), rules())
SLOW = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])

HOSTS = st.sampled_from(
    [
        "example.com",
        "1.2.3.4",
        "[::1]",
        "xn--pypal-4ve.com",
        "nih.gov\u202e.com",
        "a..b",
        "bit.ly",
        "www",
        "x" * 300,
        "%zz%",
        "аррӏе.com",
        "",
    ]
)
URLS = st.builds(
    lambda scheme, user, host, port, path: f"{scheme}{user}{host}{port}{path}",
    st.sampled_from(["http://", "https://", "//", "", "HTTP:\\\\", "javascript:"]),
    st.sampled_from(["", "u@", "a:b@", "@@"]),
    HOSTS,
    st.sampled_from(["", ":80", ":8081", ":", ":99999999999", ":x"]),
    st.text(alphabet="/abc-%?&=#.~\u202e é", max_size=40),
)
WORDS = st.lists(
    st.sampled_from(
        ["click", "the", "up", "coming", "web", "page", "can", "help", "Rest", "have", "a", "peek", "at", "this", "web-site", ".", ",", "read",
         "full", "report", "of", "pain", "mouse", "following", "internet", "site", "İ", "-invasive", "best", "chiropractor", "in", "Dallas", "\n\n"]
    ),
    max_size=25,
).map(" ".join)  # fmt: skip


@given(st.one_of(URLS, st.text(max_size=200)))
@example("http://" + "a" * 100_000)
@example("http://[")
@example("https://xn--" + "9" * 500 + ".com/?" + "utm_source=x&" * 5000)
def test_any_target_can_be_taken_apart(target: str) -> None:
    url = split_url(target)
    assert len(url.host) <= LONGEST
    assert all(" " < c < "\x7f" or c == "\\" for c in escaped(url.host))
    look_alike(url)
    decoded(url.host)
    redirect_to(url)
    assert (
        tracking(split_url(without(target, tracking(url)))) == [] or len(target) > LONGEST or "#" in target or ";" in target
    )


@SLOW
@given(WORDS, URLS, WORDS, st.sampled_from(["text", "markdown", "html"]))
def test_any_document_gives_findings_that_are_where_they_say(before: str, target: str, after: str, fmt: str) -> None:
    shown = {"text": target, "markdown": f"[{before[:20]}]({target})", "html": f'<a href="{target}">{before[:20]}</a>'}[fmt]
    source = f"{before} {shown} {after}"
    document = read_text(source, format=fmt)
    report = ENGINE.check(document)
    assert not [n for n in report.not_checked if n.check.startswith("LNK")]
    for finding in report.findings:
        assert source[finding.start : finding.end] == finding.text
        assert finding.text
        assert 0 < finding.confidence <= 1
    assert ENGINE.check(document).findings == report.findings
    edits = _clean.edits(document, report.findings)
    assert all(a.end <= b.start for a, b in pairwise(edits))
    assert len(_clean.apply(source, edits)) <= len(source)


@given(WORDS)
def test_a_formula_has_word_boundaries(text: str) -> None:
    for found in formulas(text):
        assert text[found.start : found.end] == found.text
        assert not text[max(0, found.start - 1) : found.start].isalnum()
        assert not text[found.end : found.end + 1].isalnum()


@given(st.text(max_size=100))
def test_the_kind_of_an_anchor_depends_on_its_words_only(anchor: str) -> None:
    assert tier(fold(anchor)) == tier(fold(f"  {anchor.upper().lower()} ")) or anchor.upper().lower() != anchor.lower()


def test_hostile_documents_take_bounded_time() -> None:
    """Each of these makes a naive expression or a loop over links explode."""
    cases = [
        ("text", "http://" + "a" * 100_000 + " by boosting the repair of tissue."),
        ("text", "click " * 20_000),
        ("text", "Then " + "a" * 50_000 + " read full report ease it, click " + "b" * 50_000 + " the following web page c."),
        ("text", "have a peek at " * 10_000),
        ("text", "the following web " * 10_000),
        ("text", "up coming " * 10_000 + "page"),
        ("text", "https://e.com/a-b-c " * 4_000),
        ("text", "best cheap buy " * 10_000),
        ("text", "a" * 200_000 + " https://e.com/x-y-z can help you with the pain."),
        ("html", "<div>" * 10_000 + '<a href="http://e.com/">x</a>' + "</div>" * 10_000),
        ("html", '<a href="' + "?" * 50_000 + '">have a peek at this</a>' * 50),
        ("markdown", "[click " * 3_000 + "](http://e.com)"),
    ]
    for fmt, source in cases:
        document = read_text(source, format=fmt)
        start = time.process_time()
        report = ENGINE.check(document)
        spent = time.process_time() - start
        assert spent < 8, (fmt, source[:30], spent)
        assert not [n for n in report.not_checked if n.check.startswith("LNK")]
