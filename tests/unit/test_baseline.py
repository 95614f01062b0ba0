from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from spincheck import baseline
from spincheck.baseline import Baseline, Entry
from spincheck.engine import Engine
from spincheck.errors import ConfigError
from spincheck.model import DocumentReport, Severity, State
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.settings import Settings
from spincheck.sources import read_path


@rule("SPN102", name="spun-term", category="spun", severity=Severity.HIGH)
def chilly(ctx: Context) -> Iterator[Hit]:
    """Finds a phrase."""
    at = ctx.text.find("chilly laser")
    while at >= 0:
        yield Hit(at, at + 12, "found")
        at = ctx.text.find("chilly laser", at + 1)


def put(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def check(files: list[Path], known: Baseline | None = None) -> list[DocumentReport]:
    engine = Engine(Settings(), rules=(chilly,))
    return [engine.check(read_path(f), [known] if known else []) for f in files]


def accepted(folder: Path, *files: Path) -> Baseline:
    file = folder / "b.tsv"
    file.write_text(baseline.dump(baseline.entries_of(check(list(files)), file)), encoding="utf-8")
    return baseline.load(file)


def states(report: DocumentReport) -> list[str]:
    return [f.state.value for f in report.findings]


TEXT = "People like the chilly laser for pain.\n\nThe second paragraph is fine.\n"


def test_what_was_accepted_does_not_count(tmp_path: Path) -> None:
    file = put(tmp_path, "a.txt", TEXT)
    known = accepted(tmp_path, file)
    (report,) = check([file], known)
    assert states(report) == ["baselined"]
    assert report.findings[0].state_reason == "in b.tsv"
    assert known.hidden == 1
    assert known.stale == ()


def test_edits_elsewhere_and_shifted_lines_do_not_matter(tmp_path: Path) -> None:
    file = put(tmp_path, "a.txt", TEXT)
    known = accepted(tmp_path, file)
    put(tmp_path, "a.txt", "A new first paragraph of some length.\n\n" + TEXT.replace("fine", "good"))
    assert states(check([file], known)[0]) == ["baselined"]


def test_a_second_copy_in_the_document_is_new(tmp_path: Path) -> None:
    file = put(tmp_path, "a.txt", TEXT)
    known = accepted(tmp_path, file)
    put(tmp_path, "a.txt", TEXT + "\nPeople like the chilly laser for pain.\n")
    assert sorted(states(check([file], known)[0])) == ["baselined", "new"]


def test_a_copy_in_another_file_is_new_but_a_moved_file_is_not(tmp_path: Path) -> None:
    first = put(tmp_path, "a.txt", TEXT)
    known = accepted(tmp_path, first)
    second = put(tmp_path, "sub/b.txt", TEXT)
    assert [states(r) for r in check([first, second], known)] == [["baselined"], ["new"]]
    first.unlink()
    moved = baseline.load(known.file)
    (report,) = check([second], moved)
    assert states(report) == ["baselined"]
    assert report.findings[0].state_reason == "in b.tsv, moved from a.txt"
    assert moved.stale == ()
    assert [e.path for e in moved.pruned()] == ["sub/b.txt"]


def test_one_moved_entry_covers_one_new_place(tmp_path: Path) -> None:
    first = put(tmp_path, "a.txt", TEXT)
    known = accepted(tmp_path, first)
    first.unlink()
    again = baseline.load(known.file)
    files = [put(tmp_path, "b.txt", TEXT), put(tmp_path, "c.txt", TEXT)]
    assert [states(r) for r in check(files, again)] == [["baselined"], ["new"]]


def test_prune_drops_what_is_gone_and_keeps_what_was_not_checked(tmp_path: Path) -> None:
    files = [put(tmp_path, n, TEXT) for n in ("a.txt", "b.txt", "c.txt")]
    accepted(tmp_path, *files)
    put(tmp_path, "a.txt", "All is well here.\n")
    files[2].unlink()
    known = baseline.load(tmp_path / "b.tsv")
    check([files[0]], known)
    assert [e.path for e in known.stale] == ["a.txt", "c.txt"]
    assert [e.path for e in known.pruned()] == ["b.txt"]


def test_paths_are_relative_to_the_file_not_to_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = put(tmp_path, "sub/a.txt", TEXT)
    accepted(tmp_path, file)
    monkeypatch.chdir(tmp_path / "sub")
    known = baseline.load(tmp_path / "b.tsv")
    assert states(check([Path("a.txt")], known)[0]) == ["baselined"]


def test_a_suppressed_finding_uses_no_entry(tmp_path: Path) -> None:
    from dataclasses import replace

    file = put(tmp_path, "a.txt", TEXT)
    known = accepted(tmp_path, file)
    document = read_path(file)
    findings = Engine(Settings(), rules=(chilly,)).analyse(document).findings
    marked = known(document, tuple(replace(f, state=State.SUPPRESSED) for f in findings))
    assert [f.state for f in marked] == [State.SUPPRESSED]
    assert known.hidden == 0


def test_the_file_is_sorted_one_entry_per_line_and_reads_back(tmp_path: Path) -> None:
    entries = (
        Entry("b.md", "SPN102", "0" * 16, "tab\there"),
        Entry("a\nb\\t.md", "LNK201", "f" * 16, "x"),
        Entry("a.md", "SPN102", "1" * 16),
    )
    file = tmp_path / "b.tsv"
    file.write_text(baseline.dump(entries), encoding="utf-8")
    text = file.read_text(encoding="utf-8")
    assert len(text.splitlines()) == 4
    assert text.splitlines()[1:] == sorted(text.splitlines()[1:])
    assert set(baseline.load(file).entries) == set(entries)
    assert baseline.dump(baseline.load(file).entries) == text
    file.write_text("\n".join(x.rstrip() for x in text.splitlines()) + "\n", encoding="utf-8")
    assert set(baseline.load(file).entries) == set(entries)


def test_line_ends_and_comments_do_not_matter(tmp_path: Path) -> None:
    file = tmp_path / "b.tsv"
    text = baseline.dump([Entry("a.md", "SPN102", "1" * 16, "x")])
    file.write_bytes(("\ufeff" + text + "# note\n\n").replace("\n", "\r\n").encode())
    assert baseline.load(file).entries == (Entry("a.md", "SPN102", "1" * 16, "x"),)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "not a baseline"),
        ("{}", "not a baseline"),
        ("# spincheck baseline 2: x\n", "upgrade"),
        (baseline.HEADER + "\na.md\tSPN102\n", "line 2 is no entry"),
        (baseline.HEADER + "\na.md\tSPN102\tnothex\tx\n", "line 2 is no entry"),
        (baseline.HEADER + "\n<<<<<<< ours\n", "merge conflict"),
    ],
)
def test_a_bad_file_is_one_line_naming_it(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "b.tsv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        baseline.load(file)
    assert said in str(error.value)
    assert str(file) in str(error.value)
    assert "\n" not in str(error.value)


def test_missing_binary_and_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such baseline"):
        baseline.load(tmp_path / "none.tsv")
    (tmp_path / "x.tsv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="not a baseline"):
        baseline.load(tmp_path / "x.tsv")
    with pytest.raises(ConfigError, match="cannot be read"):
        baseline.load(tmp_path)
