"""Through spincheck and straight from the server: the same matches at the same places, in three formats."""

from __future__ import annotations

import html
import json
import re
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from spincheck.engine import Engine
from spincheck.language.grammar import Query, Reply
from spincheck.rules.context import Context
from spincheck.rules.grammar import rules
from spincheck.rules.grammar._choice import family, kept, query
from spincheck.rules.grammar._text import passages
from spincheck.settings import Settings, merge
from spincheck.sources import read_text

pytestmark = pytest.mark.grammar_server

CORPUS = Path(__file__).parents[2] / "corpora/passages/src"
#: more categories than the default has, so that there is more to compare
ENABLED = ["PUNCTUATION", "TYPOGRAPHY", "REDUNDANCY", "STYLE", "COMPOUNDING"]
#: slips of every kind put into some of the passages, with characters outside the basic plane before them
SLIPS = ("😀 He go home. ", "👩‍🦱 A obvious é́ sign. ", "𝒳 The the knee. ", "")


def paragraphs() -> list[str]:
    out = []
    for file in sorted(CORPUS.rglob("*.txt")):
        for part in file.read_text(encoding="utf-8").split("\n\n"):
            flat = " ".join(line for line in part.splitlines() if not line.startswith("#")).strip()
            # marks that Markdown reads, quotations and addresses are the business of other tests
            if len(flat.split()) > 12 and not re.search(r"[\"“”‘*_`<>\[\]{}|#&\\~]|https?:|www\.|@|^\W|^\d", flat):
                out.append(SLIPS[len(out) % len(SLIPS)] + flat)
    return out


def dress(text: str, format: str) -> str:
    """The same prose in another format, with markup between its words."""
    words = text.split(" ")
    if format == "markdown":
        return " ".join(f"**{w}**" if i % 9 == 4 and w.isalpha() else w for i, w in enumerate(words))
    if format == "html":
        marked = (f"<b>{html.escape(w)}</b>" if i % 9 == 4 else html.escape(w) for i, w in enumerate(words))
        return f"<html><body><p>{' '.join(marked)}</p></body></html>"
    return text


def direct(url: str, text: str, wanted: Query) -> list[Reply]:
    form = {
        "language": wanted.language,
        "text": text,
        "enabledRules": ",".join(wanted.enabled_rules),
        "disabledRules": ",".join(wanted.disabled_rules),
        "enabledCategories": ",".join(wanted.enabled_categories),
        "disabledCategories": ",".join(wanted.disabled_categories),
    }
    data = urllib.parse.urlencode({k: v for k, v in form.items() if v}).encode()
    with urllib.request.urlopen(urllib.parse.urljoin(url, "v2/check"), data, timeout=60) as answer:
        found: list[dict[str, Any]] = json.load(answer)["matches"]
    units = text.encode("utf-16-le")

    def place(offset: int) -> int:
        return len(units[: 2 * offset].decode("utf-16-le"))

    return [
        Reply(
            place(m["offset"]), place(m["offset"] + m["length"]), m["rule"]["id"], m["rule"]["category"]["id"], m["message"]
        )
        for m in found
    ]


def test_two_hundred_passages(server_url: str) -> None:
    texts = paragraphs()[:220]
    assert len(texts) >= 200
    settings = merge(Settings(), {"grammar": {"url": server_url, "enable": ENABLED}}, where="test")
    engine = Engine(settings, rules())
    compared = 0
    for number, text in enumerate(texts):
        straight: list[Reply] = []
        for format in ("text", "markdown", "html"):
            source = dress(text, format)
            document = read_text(source, name="x", format=format)
            ctx = Context(document, settings)
            (passage,) = passages(ctx)
            assert passage.text == text, f"passage {number}, {format}"
            if format == "text":
                straight = direct(server_url, text, query(ctx))
            shift = passage.pieces[0][1]
            wanted = [
                (r.rule, family(r), text[r.start : r.end], a)
                for a, _, r in kept(ctx, [(r.start, r.end, r) for r in straight])
            ]
            report = engine.check(document)
            assert not report.not_checked
            found = [(f.properties["languagetool_rule"], f.rule, f) for f in report.findings]
            assert sorted(w[:2] for w in wanted) == sorted(f[:2] for f in found), f"passage {number}, {format}"
            for rule, code, match, at in wanted:
                start, end = document.map.to_source(at + shift, at + shift + len(match))
                assert any((f.start, f.end) == (start, end) for r, c, f in found if (r, c) == (rule, code)), (
                    number,
                    format,
                    rule,
                )
                if format == "text":
                    assert source[start:end] == match
            compared += len(wanted)
    assert compared > 300
