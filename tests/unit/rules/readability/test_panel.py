"""The panel, what counts as prose, and when nothing is measured."""

import pytest

from spincheck.engine import Engine
from spincheck.rules.readability import rules
from spincheck.rules.readability._analysis import BANDS, histogram
from spincheck.rules.readability._hard_words import plural, table, verb_forms
from spincheck.settings import Settings, merge
from spincheck.sources import read_text

EASY = "Cold packs help with a sore knee. Wrap the pack in a thin towel. Hold it on the knee for ten minutes. "


def check(text: str, format: str = "text", **settings: object):  # type: ignore[no-untyped-def]
    engine = Engine(merge(Settings(), settings, where="test"), rules())
    return engine.check(read_text(text, name="x", format=format))


def test_short_text_is_not_measured_and_says_so() -> None:
    report = check(EASY)
    assert not report.readability
    assert [n.check for n in report.not_checked] == ["readability"]
    assert "100 are needed" in report.not_checked[0].reason


def test_other_languages_are_not_measured() -> None:
    report = check("Die Behandlung dauert nur wenige Minuten und tut dabei nicht weh. " * 12)
    assert not report.readability
    assert "English" in report.not_checked[0].reason


def test_the_panel_has_all_grades() -> None:
    panel = check(EASY * 8).readability
    assert panel["sentences"] == 24
    assert panel["words"] == 176
    assert sum(panel["sentence_grades"].values()) == 24
    assert panel["smog_extrapolated"] is True
    assert {"flesch_kincaid_grade", "smog", "dale_chall", "gunning_fog", "target_grade"} <= set(panel)
    assert panel["flesch_kincaid_grade"] < 4


def test_headings_tables_and_labels_do_not_count() -> None:
    noise = "# Photobiomodulation characteristics\n\n- Contraindications\n- Pharmacological interactions\n\n"
    noise += "| Characteristics | Contraindications |\n|---|---|\n| Immunological | Pharmacological |\n\n"
    bare, dressed = check(EASY * 8, "markdown").readability, check(noise + EASY * 8, "markdown").readability
    assert dressed == bare


def test_the_target_follows_the_profile_and_the_setting() -> None:
    text = "Doctors frequently recommend other medication for complicated respiratory conditions in older patients. " * 12
    codes = lambda report: {f.rule for f in report.findings}  # noqa: E731
    assert "RDB401" in codes(check(text))
    assert "RDB401" not in codes(check(text, profile="abstract"))
    assert "RDB401" not in codes(check(text, readability={"max-grade": 25}))


def test_histogram_counts_every_value_once() -> None:
    assert list(histogram([0.0, 5.9, 6.0, 12.9, 13.0, 40.0]).values()) == [2, 1, 1, 1, 1]
    assert [label for _, label in BANDS] == list(histogram([]))


def test_the_table_is_large_and_sound() -> None:
    bases = {base for base, _ in table().values()}
    assert len(bases) >= 300
    for form, (_, plain) in table().items():
        assert plain
        assert all(p.strip() and p != form for p in plain), form


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("use", ("uses", "using", ("used",))),
        ("give", ("gives", "giving", ("given", "gave"))),
        ("carry out", ("carries out", "carrying out", ("carried out",))),
        ("stop", ("stops", "stopping", ("stopped",))),
        ("agree", ("agrees", "agreeing", ("agreed",))),
    ],
)
def test_verb_forms(verb: str, forms: tuple[str, str, tuple[str, ...]]) -> None:
    assert verb_forms(verb) == forms


@pytest.mark.parametrize(
    ("noun", "many"),
    [
        ("itch", "itches"),
        ("cause of cancer", "causes of cancer"),
        ("belly", "bellies"),
        ("rash or itch", "rashes or itches"),
    ],
)
def test_plural(noun: str, many: str) -> None:
    assert plural(noun) == many
