"""Every rule's cases (``tests/rules/<CODE>.yml``; the format is described in spincheck/testing.py)."""

from pathlib import Path

import pytest

from spincheck.testing import Case, check_case, load_cases

FILES = sorted(Path(__file__).parent.glob("*.yml"))
CASES = [case for file in FILES for case in load_cases(file)]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    check_case(case)


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_a_file_has_cases_that_fire_and_cases_that_do_not(file: Path) -> None:
    cases = list(load_cases(file))
    assert {c.rule for c in cases} == {file.stem}
    assert any(c.expect for c in cases)
    assert any(not c.expect for c in cases)
