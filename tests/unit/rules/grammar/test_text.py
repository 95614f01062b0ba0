"""What is sent, the way back to the document, and what is filtered out; no server needed."""

from typing import Any

import pytest

from spincheck.engine import Engine
from spincheck.language import grammar
from spincheck.language.grammar import GrammarUnavailable, Query, Reply
from spincheck.model import DocumentReport
from spincheck.rules.context import Context
from spincheck.rules.grammar import _analysis, rules
from spincheck.rules.grammar._choice import english, family, known_word, query
from spincheck.rules.grammar._text import passages
from spincheck.settings import Settings, merge
from spincheck.sources import read_text


def context(text: str, format: str = "text", **settings: Any) -> Context:
    return Context(read_text(text, name="x", format=format), merge(Settings(), settings, where="test"))


class Fake:
    """A server that finds the given words."""

    def __init__(self, *words: str, rule: str = "SOME_RULE", category: str = "GRAMMAR", fail: str = "") -> None:
        self.words, self.rule, self.category, self.fail = words, rule, category, fail
        self.texts: list[str] = []
        self.languages: set[str] = set()

    def submit(self, text: str, wanted: Query) -> "Fake.Answer":
        self.texts.append(text)
        self.languages.add(wanted.language)
        found = [
            Reply(at, at + len(w), self.rule, self.category, "It is wrong.", ("right",), "https://example.org/")
            for w in self.words
            for at in range(len(text))
            if text.startswith(w, at)
        ]
        return Fake.Answer(found, self.fail)

    class Answer:
        def __init__(self, found: list[Reply], fail: str) -> None:
            self.found, self.fail = found, fail

        def result(self) -> list[Reply]:
            if self.fail:
                raise GrammarUnavailable(self.fail)
            return self.found


def check(fake: Fake, text: str, monkeypatch: pytest.MonkeyPatch, format: str = "text", **settings: Any) -> DocumentReport:
    monkeypatch.setattr(_analysis, "service", lambda _: fake)
    engine = Engine(merge(Settings(), settings, where="test"), rules())
    return engine.check(read_text(text, name="x", format=format))


def test_addresses_quotations_and_code_are_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        "See https://example.com/secret-page for it, or write to me@example.com today.\n\n"
        'The leaflet said "these secret words are not mine at all" and no more.\n\n'
        "Run `secret code` now.\n\n    secret block\n"
    )
    fake = Fake()
    check(fake, text, monkeypatch, "markdown")
    assert fake.texts
    assert not any("secret" in t or "example.com" in t for t in fake.texts)


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("text", "A 😀 plain wrongly put word, and é too: wrongly put."),
        ("markdown", "A **😀 bold** &amp; *wrongly* [put](https://example.com/) word; \\*wrongly put\\*."),
        (
            "html",
            "<p>A 😀 <b>bold</b> &amp; <i>wrongly</i> <a href='https://example.com/'>put</a> word; wrongly&#32;put.</p>",
        ),
    ],
)
def test_offsets_are_exact_in_every_format(format: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    report = check(Fake("wrongly"), text, monkeypatch, format)
    assert [f.text for f in report.findings] == ["wrongly", "wrongly"]
    for finding in report.findings:
        assert text[finding.start : finding.end] == "wrongly"
        assert finding.properties["languagetool_rule"] == "SOME_RULE"
        assert finding.suggestions == ("right",)


def test_matches_on_and_beside_a_stand_in_are_dropped() -> None:
    ctx = context("We read https://example.com/a/b now and then.")
    (passage,) = passages(ctx)
    at = passage.text.index("details")
    assert passage.place(at, at + 7) is None
    assert passage.place(at - 3, at + 2) is None
    start = passage.text.index("then")
    own = passage.place(start, start + 4)
    assert own is not None
    assert ctx.text[slice(*own)] == "then"
    assert passage.beside_stand_in(at + 8, at + 11)
    assert not passage.beside_stand_in(start, start + 4)


def test_a_missing_server_is_in_not_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise GrammarUnavailable("no LanguageTool server is running")

    monkeypatch.setattr(_analysis, "service", refuse)
    report = Engine(Settings(require=("grammar",)), rules()).check(read_text("He go home.", name="x", format="text"))
    assert [(n.check, n.reason) for n in report.not_checked] == [("grammar", "no LanguageTool server is running")]
    assert not report.findings


def test_paragraphs_that_failed_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    report = check(Fake("x", fail="the server timed out"), "One is here.\n\nTwo is here.", monkeypatch)
    assert [n.reason for n in report.not_checked] == ["the server timed out"]


def test_the_default_is_quiet_on_taste_and_the_user_decides() -> None:
    default = query(context("He goes home."))
    assert "TYPOGRAPHY" in default.disabled_categories
    assert "GRAMMAR" not in default.disabled_categories
    own = query(context("He goes home.", grammar={"enable": ["TYPOGRAPHY"], "disable": ["GRAMMAR", "HE_VERB_AGR"]}))
    assert "TYPOGRAPHY" not in own.disabled_categories
    assert "TYPOGRAPHY" in own.enabled_categories
    assert "GRAMMAR" in own.disabled_categories
    assert "HE_VERB_AGR" in own.disabled_rules


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The colour of the tumour was analysed in a randomised trial.", "en-GB"),
        ("The color of the tumor was analyzed in a randomized trial.", "en-US"),
        ("Exercise otherwise promises a surprise; we advise you to revise it.", "en-US"),
        ("Cold packs help.", "en-US"),
    ],
)
def test_english_by_the_spelling_of_the_text(text: str, language: str) -> None:
    assert english(text) == language


def test_words_that_are_no_misspellings() -> None:
    ctx = context("The nociplex helps. A nociplex is small. Each nociplex hums.", allow=["zorb balance"])
    for word in ("Kowalski", "PRTEE", "b12", "zorb", "nociplex", "patients"):
        assert known_word(ctx, word), word
    for word in ("treatmant", "recieve"):
        assert not known_word(ctx, word), word


def test_misspelt_medical_words_are_not_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = Fake("tendinopathy", "treatmant", rule="MORFOLOGIK_RULE_EN_US", category="TYPOS")
    report = check(fake, "The treatmant helps tendinopathy.", monkeypatch, allow=["tendinopathy"])
    assert [(f.rule, f.text) for f in report.findings] == [("GRM503", "treatmant")]


def test_compound_hyphens_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "A well balanced meal."
    fake = Fake("well balanced", rule="EN_COMPOUNDS_WELL_BALANCED", category="MISC")
    assert not check(fake, text, monkeypatch).findings
    assert [f.rule for f in check(fake, text, monkeypatch, grammar={"enable": ["COMPOUNDING"]}).findings] == ["GRM504"]


def test_families() -> None:
    def code(rule: str, category: str) -> str:
        return family(Reply(0, 1, rule, category, ""))

    assert code("HE_VERB_AGR", "GRAMMAR") == "GRM501"
    assert code("X", "A_CATEGORY_OF_TOMORROW") == "GRM501"
    assert code("X", "CONFUSED_WORDS") == "GRM502"
    assert code("MORFOLOGIK_RULE_EN_GB", "TYPOS") == "GRM503"
    assert code("SOME_PAIR", "TYPOS") == "GRM502"
    assert code("X", "TYPOGRAPHY") == "GRM504"


def test_requests_are_sent_before_the_other_rules_run(monkeypatch: pytest.MonkeyPatch) -> None:
    from spincheck.rules.readability import rules as readability

    fake = Fake()
    monkeypatch.setattr(_analysis, "service", lambda _: fake)
    seen: list[int] = []
    first = readability()[0]
    spy = type(first)(first.info, lambda ctx: seen.append(len(fake.texts)) or [])  # type: ignore[func-returns-value]
    Engine(Settings(), [*rules(), spy]).check(read_text("He goes home.", name="x", format="text"))
    assert seen == [1]
    assert grammar.DEFAULT_URL.endswith(":8081/")


def test_other_families_get_the_matches_before_the_rules_ran(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_analysis, "service", lambda _: Fake("go"))
    ctx = context("He go home.")
    assert ctx.shared("grammar-signs", lambda _: list)() == []
    ctx = context("He go home.")
    _analysis.begin(ctx)
    signs = ctx.shared("grammar-signs", lambda _: list)()
    assert [s[:4] for s in signs] == [(3, 5, "SOME_RULE", "GRAMMAR")]
