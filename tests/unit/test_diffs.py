from __future__ import annotations

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spincheck.diffs import parse
from spincheck.errors import UsageError

LINE = st.sampled_from(["a", "b", "", "-x", "+y", "@@ -1 +1 @@", "--- a/x", "+++ b/x", "diff --git a b", "\\ z", "ä"])


@given(st.lists(LINE, max_size=12), st.lists(LINE, max_size=12), st.integers(0, 3))
def test_added_lines_are_what_difflib_says(old: list[str], new: list[str], context: int) -> None:
    text = "".join(f"{line}\n" for line in difflib.unified_diff(old, new, "a/f.md", "b/f.md", n=context, lineterm=""))
    added: set[int] = set()
    for tag, _, _, low, high in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if tag in ("replace", "insert"):
            added.update(range(low + 1, high + 1))
    found = parse(text, "d")
    assert (found["f.md"].lines if found else set()) == added


def test_several_files_deleted_new_renamed_and_binary() -> None:
    found = parse(
        "diff --git a/gone.md b/gone.md\ndeleted file mode 100644\n--- a/gone.md\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-x\n-y\n"
        "diff --git a/n.md b/n.md\nnew file mode 100644\n--- /dev/null\n+++ b/n.md\n@@ -0,0 +1 @@\n+x\n"
        "\\ No newline at end of file\n"
        "diff --git a/old.md b/new.md\nsimilarity index 90%\nrename from old.md\nrename to new.md\n"
        "--- a/old.md\n+++ b/new.md\n@@ -3 +3 @@ heading\n-x\n+y\n"
        "diff --git a/p.md b/q.md\nsimilarity index 100%\nrename from p.md\nrename to q.md\n"
        "diff --git a/w.docx b/w.docx\nindex 1..2 100644\nBinary files a/w.docx and b/w.docx differ\n"
        "diff --git a/m.md b/m.md\nold mode 100644\nnew mode 100755\n",
        "d",
    )
    assert set(found) == {"n.md", "new.md", "q.md", "w.docx"}
    assert found["n.md"].whole
    assert (found["new.md"].lines, found["new.md"].old_path) == ({3}, "old.md")
    assert (found["q.md"].lines, found["q.md"].old_path, found["q.md"].whole) == (set(), "p.md", False)
    assert found["w.docx"].whole


def test_names_quoted_by_git_with_dates_and_crlf() -> None:
    found = parse('--- "a/l\\303\\244\\tser.md"\n+++ "b/l\\303\\244\\tser.md"\n@@ -1 +1 @@\n-x\n+y\n', "d")
    assert set(found) == {"lä\tser.md"}
    found = parse("--- old/f.md\t2026-01-01\r\n+++ f.md\t2026-01-02\r\n@@ -1 +1,2 @@\r\n x\r\n+y\r\n", "d")
    assert found["f.md"].lines == {2}


def test_empty_and_unchanged_diffs_hold_nothing() -> None:
    assert parse("", "d") == {}
    assert parse("diff --git a/m.md b/m.md\nold mode 100644\nnew mode 100755\n", "d") == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hello\nworld\n", "not a unified diff"),
        ("--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n x\n", "ends inside a hunk"),
        ("--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n x\n?\n", "line 5"),
        ("--- a/f\n+++ b/f\n", "no @@ line"),
        ("@@ -1 +1 @@\n-x\n+y\n", "without file names"),
        ("diff --cc f\n--- a/f\n+++ b/f\n@@@ -1,2 -1,2 +1,3 @@@\n", "line"),
        ("diff --git a/w b/w\nGIT binary patch\nliteral 3\n", "--binary"),
    ],
)
def test_a_bad_diff_is_one_line_naming_file_and_line(text: str, said: str) -> None:
    with pytest.raises(UsageError) as error:
        parse(text, "my.diff")
    assert said in str(error.value)
    assert str(error.value).startswith("my.diff")
    assert "\n" not in str(error.value)


@given(st.text(max_size=200))
def test_whatever_comes_in_it_is_a_result_or_one_error(text: str) -> None:
    said = ""
    try:
        parse(text, "d")
    except UsageError as error:
        said = str(error)
    assert "\n" not in said
