"""Every rule's cases (``tests/rules/<CODE>.yml``; the format is described in spincheck/testing.py).

Those of the rules that ask LanguageTool run in tests/grammar, where there is a server.
"""

from pathlib import Path

import pytest

from spincheck.testing import Case, check_case, load_cases

FILES = sorted(Path(__file__).parent.glob("*.yml"))
NEED_A_SERVER = ("GRM501", "GRM502", "GRM503", "GRM504")
CASES = [case for file in FILES if file.stem not in NEED_A_SERVER for case in load_cases(file)]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    check_case(case)


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_a_file_has_cases_that_fire_and_cases_that_do_not(file: Path) -> None:
    cases = list(load_cases(file))
    assert {c.rule for c in cases} == {file.stem}
    assert any(c.expect for c in cases)
    assert any(not c.expect for c in cases)


def test_a_grammar_case_without_a_server_does_not_pass() -> None:
    (case,) = (c for c in load_cases(Path(__file__).parent / "GRM501.yml") if c.name == "the same sentences put right")
    with pytest.raises(AssertionError, match="LanguageTool"):
        check_case(case, grammar_url="http://localhost:1")
