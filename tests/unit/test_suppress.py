from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from spincheck.directives import suppressions, today
from spincheck.document import Document
from spincheck.engine import Engine
from spincheck.errors import ConfigError
from spincheck.model import DocumentReport, Finding, Severity, State
from spincheck.rules.base import Hit, Rule, rule
from spincheck.rules.context import Context
from spincheck.rules.suppression import RULES
from spincheck.settings import Settings
from spincheck.sources import read_path, read_text
from spincheck.suppress import Suppress


def word_rule(code: str, name: str, category: str, word: str) -> Rule:
    @rule(code, name=name, category=category, severity=Severity.HIGH)
    def check(ctx: Context) -> Iterator[Hit]:
        """Finds a word."""
        at = ctx.text.find(word)
        while at >= 0:
            yield Hit(at, at + len(word), f"{word} found")
            at = ctx.text.find(word, at + 1)

    return check


@rule("LNK201", name="some-link", category="links", severity=Severity.HIGH)
def links(ctx: Context) -> Iterator[Hit]:
    """Finds links, markup included."""
    for link in ctx.document.links:
        yield Hit(link.source_start, link.source_end, "a link", in_source=True)


CHILLY = word_rule("SPN102", "spun-term", "spun", "chilly laser")
CURES = word_rule("CLM301", "cure-claim", "claims", "cures")
MINE = (CHILLY, CURES, links)


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spincheck.rules.loader.all_rules", lambda: (*MINE, *RULES))


def check(text: str | Document, settings: Settings | None = None, *, ran: tuple[Rule, ...] = MINE) -> DocumentReport:
    settings = settings or Settings()
    document = read_text(text, name="<text>", format="markdown") if isinstance(text, str) else text
    mark = Suppress(settings, (*ran, *RULES), (*MINE, *RULES))
    return Engine(settings, rules=(*ran, *RULES)).check(document, [mark])


def states(report: DocumentReport, code: str) -> list[str]:
    return [f.state.value for f in report.findings if f.rule == code]


def upkeep(report: DocumentReport) -> list[Finding]:
    return [f for f in report.findings if f.rule.startswith("GRM59")]


IGNORE = '<!-- spincheck: ignore[SPN102] reason="quoted source" -->'


def test_the_next_block_is_covered_and_only_that() -> None:
    report = check(f"A chilly laser.\n\n{IGNORE}\n\nA chilly laser.\n\nA chilly laser.\n")
    assert states(report, "SPN102") == ["new", "suppressed", "new"]
    assert report.findings[1].state_reason == "quoted source"
    assert upkeep(report) == []


def test_a_comment_inside_or_at_the_end_of_a_block_covers_that_block() -> None:
    inside = check(f"A chilly laser {IGNORE} and a chilly laser.\n\nA chilly laser.\n")
    assert states(inside, "SPN102") == ["suppressed", "suppressed", "new"]
    after = check(f"A chilly laser. {IGNORE}\n\nA chilly laser.\n")
    assert states(after, "SPN102") == ["suppressed", "new"]


def test_between_two_html_blocks_on_one_line_it_is_the_next() -> None:
    html = f"<p>A chilly laser.</p>{IGNORE}<p>A chilly laser.</p>"
    assert states(check(read_text(html, format="html")), "SPN102") == ["new", "suppressed"]


def test_list_items_and_link_text_take_a_span() -> None:
    start = '<!-- spincheck: ignore-start[SPN102] reason="a title" -->'
    end = "<!-- spincheck: ignore-end -->"
    report = check(
        f"- {IGNORE} a chilly laser\n- a chilly laser\n"
        f"- [the {start}chilly laser{end} study](https://a.example) chilly laser\n"
    )
    assert states(report, "SPN102") == ["suppressed", "new", "suppressed", "new"]
    assert states(report, "LNK201") == ["new"]


def test_a_region_spans_blocks_and_nests() -> None:
    report = check(
        '<!-- spincheck: ignore-start[SPN102] reason="interview" -->\n\nA chilly laser.\n\n'
        '<!-- spincheck: ignore-start[CLM301] reason="said by him" -->\n\nIt cures.\n\n'
        "<!-- spincheck: ignore-end[SPN102] -->\n\nA chilly laser cures.\n\n<!-- spincheck: ignore-end -->\n\nIt cures.\n"
    )
    assert states(report, "SPN102") == ["suppressed", "new"]
    assert states(report, "CLM301") == ["suppressed", "suppressed", "new"]
    assert upkeep(report) == []


def test_a_links_target_belongs_to_its_block() -> None:
    report = check(
        '<!-- spincheck: ignore[LNK] reason="sponsor named" -->\n\nSee [it](https://a.example)\n\n[that](https://b.example)\n'
    )
    assert states(report, "LNK201") == ["suppressed", "new"]


@pytest.mark.parametrize("code", ["SPN102", "spn1", "SPN", "spun-term", "all", "CLM301, SPN102"])
def test_codes_prefixes_names_and_all(code: str) -> None:
    report = check(f'<!-- spincheck: ignore[{code}] reason="r" -->\n\nA chilly laser.\n')
    assert states(report, "SPN102") == ["suppressed"]


def test_text_narrows_it_to_one_phrase() -> None:
    report = check('<!-- spincheck: ignore[all] text="Chilly  Laser" reason="r" -->\n\nThe chilly laser cures.\n')
    assert states(report, "SPN102") == ["suppressed"]
    assert states(report, "CLM301") == ["new"]


def test_a_longer_quotation_means_one_place_only() -> None:
    quoted = '<!-- spincheck: ignore-file[SPN] text="A *chilly* laser study of 2012" reason="its title" -->'
    text = f"{quoted.replace('*', '')}\n\nA chilly laser. A *chilly laser*\nstudy of 2012. A chilly laser study.\n"
    assert states(check(text), "SPN102") == ["new", "suppressed", "new"]


def test_a_suppression_that_meets_nothing_says_what_is_there_instead() -> None:
    (idle,) = upkeep(check('<!-- spincheck: ignore[CLM301] reason="r" -->\n\nA chilly laser.\n'))
    assert idle.rule == "GRM593"
    assert idle.message.endswith("silences nothing; found there: SPN102")
    (idle,) = upkeep(check('<!-- spincheck: ignore-file[CLM301] reason="r" -->\n\nA chilly laser.\n'))
    assert idle.message.endswith("silences nothing")


def test_a_suppressed_finding_costs_no_points() -> None:
    body = "The chilly laser helps. " + "Rest is good for a sore back in most people. " * 20
    hidden, shown = check(f"{IGNORE}\n\n{body}"), check(body)
    assert hidden.score.overall == 100.0
    assert shown.score.overall is not None
    assert shown.score.overall < 100.0


def test_untidy_suppressions_never_change_the_score() -> None:
    body = "Rest is good for a sore back in most people. " * 20
    report = check("<!-- spincheck: ignore[SPN10Z] until=2001-01-01 -->\n\n" + body)
    assert len(upkeep(report)) == 3
    assert report.score.overall == 100.0


@pytest.mark.parametrize(
    ("comment", "code", "said"),
    [
        ("ignore[SPN102]", "GRM591", "no reason"),
        ('ignore[SPN102] reason="  "', "GRM591", "no reason"),
        ('ignore[SPN102] reason="r" until=2001-01-01', "GRM592", "2001-01-01"),
        ('ignore[SPN19] reason="r"', "GRM594", "'SPN19'"),
        ('ignore[spun-tern] reason="r"', "GRM594", "did you mean"),
        ('ingore[SPN102] reason="r"', "GRM590", "did you mean 'ignore'"),
        ('ignore reason="r"', "GRM590", "name the rules"),
        ('ignore[SPN102] reason="r" until=soon', "GRM590", "YYYY-MM-DD"),
        ('ignore[SPN102] because="r" reason="r"', "GRM590", "unknown field 'because'"),
        ("ignore[SPN102] reason=quoted source", "GRM590", "cannot read 'source'"),
        ("ignore-end", "GRM590", "no ignore-start"),
        ('ignore-start[SPN102] reason="r"', "GRM590", "no ignore-end"),
        ("", "GRM590", "is no directive"),
    ],
)
def test_what_is_wrong_is_a_finding_where_the_comment_stands(comment: str, code: str, said: str) -> None:
    text = f"A chilly laser.\n\n<!-- spincheck: {comment} -->\n\nA chilly laser.\n"
    found = [f for f in upkeep(check(text)) if f.rule == code]
    assert len(found) == 1
    assert said in found[0].message
    assert found[0].text == text[found[0].start : found[0].end]
    assert found[0].text.startswith("<!--")
    assert found[0].category == "grammar"


def test_an_expired_one_no_longer_silences() -> None:
    report = check('<!-- spincheck: ignore[SPN102] reason="r" until=2001-01-01 -->\n\nA chilly laser.\n')
    assert states(report, "SPN102") == ["new"]
    assert "GRM593" not in [f.rule for f in upkeep(report)]


def test_the_last_day_still_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    text = '<!-- spincheck: ignore[SPN102] reason="r" until=2030-06-15 -->\n\nA chilly laser.\n'
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1907711999")  # 2030-06-14 23:59:59 UTC
    assert today() == date(2030, 6, 14)
    assert states(check(text), "SPN102") == ["suppressed"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1907798399")
    assert today() == date(2030, 6, 15)
    assert states(check(text), "SPN102") == ["suppressed"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1907798400")
    assert states(check(text), "SPN102") == ["new"]


# -- unused ------------------------------------------------------------------------------------------------


def test_an_unused_one_is_told() -> None:
    report = check(f"{IGNORE}\n\nA cold laser.\n")
    assert [f.rule for f in upkeep(report)] == ["GRM593"]
    assert "silences nothing" in upkeep(report)[0].message


def test_two_unused_ones_have_two_fingerprints() -> None:
    found = upkeep(check(f"{IGNORE}\n\nA cold laser.\n\n{IGNORE}\n\nA cold laser.\n"))
    assert len({f.fingerprint for f in found}) == 2


def test_unused_is_not_told_when_the_rule_did_not_run() -> None:
    assert upkeep(check(f"{IGNORE}\n\nA cold laser.\n", ran=(CURES, links))) == []
    assert upkeep(check(f"{IGNORE}\n\nA cold laser.\n", Settings(level="fast"))) == []


def test_unused_is_not_told_when_the_rule_failed() -> None:
    @rule("SPN102", name="spun-term", category="spun", severity=Severity.HIGH)
    def broken(ctx: Context) -> Iterator[Hit]:
        """Fails."""
        raise RuntimeError("no model")
        yield

    report = check(f"{IGNORE}\n\nA cold laser.\n", ran=(broken, CURES, links))
    assert upkeep(report) == []
    assert "SPN102" in [n.check for n in report.not_checked]


def test_unused_at_the_end_of_the_document_is_told_once() -> None:
    report = check(f"A cold laser.\n\n{IGNORE}\n")
    assert [f.rule for f in upkeep(report)] == ["GRM593"]


def test_all_does_not_hide_untidy_suppressions() -> None:
    report = check("<!-- spincheck: ignore-file[all] -->\n\nA chilly laser.\n")
    assert [(f.rule, f.state) for f in upkeep(report)] == [("GRM591", State.NEW)]


# -- front matter ------------------------------------------------------------------------------------------


def test_front_matter_covers_the_whole_document() -> None:
    report = check(
        "---\ntitle: T\nspincheck-ignore:\n"
        '  - SPN102 reason="quoted, with a comma" until=2999-01-01\n  - CLM301 LNK reason="approved"\n---\n'
        "A chilly laser cures.\n\nA chilly laser.\n"
    )
    assert states(report, "SPN102") == ["suppressed", "suppressed"]
    assert states(report, "CLM301") == ["suppressed"]
    assert report.findings[-1].state_reason == "quoted, with a comma"


def test_front_matter_problems_point_at_the_entry() -> None:
    text = "---\nspincheck-ignore:\n  - SPN102\n---\nA chilly laser.\n"
    found = [f for f in upkeep(check(text)) if f.rule == "GRM591"]
    assert [f.text for f in found] == ["SPN102"]
    assert found[0].line == 3


def test_toml_front_matter() -> None:
    report = check("+++\nspincheck-ignore = ['SPN102 reason=\"quoted\"']\n+++\nA chilly laser.\n")
    assert states(report, "SPN102") == ["suppressed"]


# -- sidecar -----------------------------------------------------------------------------------------------


def article(folder: Path, text: str, sidecar: str) -> Document:
    file = folder / "a.txt"
    file.write_text(text, encoding="utf-8")
    (folder / "a.txt.spincheck.toml").write_text(sidecar, encoding="utf-8")
    return read_path(file)


def test_sidecar(tmp_path: Path) -> None:
    report = check(
        article(
            tmp_path,
            "A chilly laser cures.\n",
            '[[ignore]]\nrules = ["SPN102"]\nreason = "a name"\ntext = "chilly laser"\nuntil = 2999-01-01\n'
            '[[ignore]]\nrules = "LNK"\n',
        )
    )
    assert states(report, "SPN102") == ["suppressed"]
    assert states(report, "CLM301") == ["new"]
    found = upkeep(report)
    assert [f.rule for f in found] == ["GRM591", "GRM593"]
    assert all("a.txt.spincheck.toml, entry 2" in f.message for f in found)
    assert all((f.start, f.end, f.line) == (0, 0, 1) for f in found)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("ignore = 3", "write [[ignore]]"),
        ("[[ignore]]\nreason = 'x'", "no rules"),
        ("[[ignore]]\nrules = ['SPN']\nreasons = 'x'", "did you mean 'reason'"),
        ("[[ignore]]\nrules = ['SPN']\nuntil = '2027'", "until is not a date"),
        ("[[ignore]]\nrules = ['SPN']\nreason = 3", "must be strings"),
        ("[[ignore", "not valid TOML"),
        ("rules = ['SPN']", "unknown key 'rules'"),
    ],
)
def test_a_bad_sidecar_is_one_line(tmp_path: Path, content: str, said: str) -> None:
    document = article(tmp_path, "A chilly laser.\n", content)
    with pytest.raises(ConfigError) as error:
        suppressions(document)
    assert said in str(error.value)
    assert "a.txt.spincheck.toml" in str(error.value)
    assert "\n" not in str(error.value)


def test_places_of_a_word_document(tmp_path: Path) -> None:
    from docx import Document as Word

    word = Word()
    word.add_paragraph("A chilly laser.")
    word.add_paragraph("A chilly laser.")
    word.save(str(tmp_path / "a.docx"))
    before = check(read_path(tmp_path / "a.docx"))
    place = next(f.location for f in before.findings if f.rule == "SPN102").partition(",")[0]
    (tmp_path / "a.docx.spincheck.toml").write_text(
        f'[[ignore]]\nrules = ["SPN102"]\nreason = "r"\nplace = "{place}"\n', encoding="utf-8"
    )
    assert states(check(read_path(tmp_path / "a.docx")), "SPN102") == ["suppressed", "new"]


# -- the rules themselves ----------------------------------------------------------------------------------


@pytest.mark.parametrize("one", RULES, ids=lambda r: r.code)
def test_bad_fires_and_good_does_not(one: Rule) -> None:
    for text, fires in ((one.info.bad, True), (one.info.good, False)):
        for example in text:
            report = Engine(Settings(), rules=(one,)).check(read_text(example, format="html"))
            assert bool(report.findings) is fires, example


def test_the_programming_interface_honours_suppressions() -> None:
    from spincheck import check_text

    report = check_text("<!-- spincheck: ignore[SPN102] -->\n\nRest helps a sore back.\n", format="markdown")
    assert "GRM591" in [f.rule for f in report.findings]
