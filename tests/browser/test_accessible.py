"""What a screen reader, a keyboard and weak eyes need of the report: names, structure, table semantics, contrast."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
CONTRAST = (HERE / "contrast.js").read_text(encoding="utf-8")
STRUCTURE = (HERE / "structure.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("place", ["", "#page-0"])
@pytest.mark.parametrize("which", ["small", "middle"])
def test_contrast_and_structure(opened: Callable[..., Any], request: Any, which: str, place: str, scheme: str) -> None:
    page = opened(request.getfixturevalue(which), color_scheme=scheme, place=place)
    if place:
        page.wait_for_selector("#view h2")
        if which == "small":
            page.locator("#view mark").nth(1).focus()
    found = page.evaluate(CONTRAST)
    assert found["seen"] > 20
    assert found["out"] == []
    assert page.evaluate(STRUCTURE) == []


def test_marks_differ_without_colour(opened: Callable[..., Any], small: Path) -> None:
    page = opened(small, place="#page-0")
    page.wait_for_selector("#view mark")
    page.get_by_role("checkbox", name="Readability").check()
    lines = page.evaluate(
        """Object.fromEntries(['spun', 'links', 'claims', 'readability'].map(
           (c) => [c, getComputedStyle(document.querySelector('.text mark.' + c)).textDecorationStyle]))"""
    )
    assert lines == {"spun": "solid", "links": "double", "claims": "dashed", "readability": "dotted"}


def test_what_changes_is_announced(opened: Callable[..., Any], small: Path) -> None:
    page = opened(small)
    assert page.locator("#pages .status").get_attribute("role") == "status"
    assert page.get_by_role("search", name="Filter pages").is_visible()
    assert page.get_by_role("table", name="Pages", exact=True).is_visible()
    assert page.get_by_role("columnheader", name="Score").first.get_attribute("aria-sort") == "ascending"
    assert page.get_by_role("rowheader", name="Rest for backs").count() == 1
    bar = re.compile(r"good. median 97\W+2 pages, of them 1 80 and more, 1 not scored")
    assert page.get_by_role("button", name=bar).is_visible()
    pressed = page.get_by_role("group", name="Roll up by").get_by_role("button", name="Author")
    pressed.click()
    assert pressed.get_attribute("aria-pressed") == "true"
