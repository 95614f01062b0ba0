"""The HTML report in a real browser: sorting, filtering, page views, keyboard, printing, narrow screens, 50,000 pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

pytestmark = pytest.mark.browser

ROWS = "#pages tbody tr:not(.gap)"


def names(page: Any) -> list[str]:
    """The pages that the table shows, in order."""
    found: list[str] = page.locator(f"{ROWS} a").all_inner_texts()
    return found


def status(page: Any) -> str:
    text: str = page.locator("#pages .status").inner_text()
    return text


def wait_status(page: Any, text: str) -> None:
    expect(page.locator("#pages .status")).to_have_text(text)


def until(page: Any, true: Callable[[], bool]) -> None:
    """Wait, without a script that the report's policy would forbid."""
    for _ in range(100):
        if true():
            return
        page.wait_for_timeout(50)
    raise AssertionError("never happened")


def test_title_block_and_summary(opened: Callable[..., Any], small: Path) -> None:
    page = opened(small)
    assert page.title() == "Example & Clinic: content audit"
    assert page.locator("h1").inner_text() == "Example & Clinic"
    assert "3 May 2026" in page.locator("header .meta").inner_text()
    assert page.locator(".facts li").first.inner_text() == "1 of 3 pages (33 %) reads as spun."
    assert page.locator("#tiles dd").first.inner_text().startswith("1")
    assert "Not checked on 1 of 3 pages: grammar" in page.locator("#method").inner_text()


def test_sorting(opened: Callable[..., Any], small: Path, made: ModuleType) -> None:
    page = opened(small)
    bad = f"Laser {made.HOSTILE}"
    assert names(page) == [bad, "Rest for backs", "good/three.html"], "worst first, unscored last"
    score = page.locator("#pages th[data-id=score]")
    assert score.get_attribute("aria-sort") == "ascending"
    score.get_by_role("button").click()
    assert names(page) == ["Rest for backs", bad, "good/three.html"], "unscored last the other way round too"
    assert score.get_attribute("aria-sort") == "descending"
    page.locator("#pages th[data-id=page] button").click()
    assert names(page) == ["good/three.html", bad, "Rest for backs"]
    assert score.get_attribute("aria-sort") is None


def test_filtering(opened: Callable[..., Any], small: Path) -> None:
    page = opened(small)
    page.fill("#f-text", "REST backs")
    wait_status(page, "1 of 3 pages")
    assert names(page) == ["Rest for backs"]
    page.fill("#f-text", "no such page")
    wait_status(page, "0 of 3 pages")
    assert "Nothing fits" in page.locator(ROWS).inner_text()
    page.get_by_role("button", name="Clear").click()
    wait_status(page, "3 pages")
    page.select_option("#f-band", "none")
    assert names(page) == ["good/three.html"]
    page.select_option("#f-band", "")
    page.select_option("#f-has", "claims")
    assert len(names(page)) == 1
    page.select_option("#f-folder", label="/good/")
    wait_status(page, "0 of 3 pages")
    page.select_option("#f-has", "")
    wait_status(page, "2 of 3 pages")


def test_a_bar_shows_its_pages(opened: Callable[..., Any], small: Path) -> None:
    page = opened(small)
    page.get_by_role("button", name="Score 90 to 100: 1 page. Show them").click()
    wait_status(page, "1 of 3 pages")
    assert names(page) == ["Rest for backs"]


def test_page_view_marks_the_right_words_and_hostile_text_stays_text(
    opened: Callable[..., Any], small: Path, made: ModuleType
) -> None:
    page = opened(small, place="#page-0")
    page.wait_for_selector("#view mark")
    text = page.locator("#view .text").evaluate("e => e.textContent")
    assert text.startswith("\U0001f4a5 The chilly laser cures bosom disease for good. </script>")
    marks = page.locator("#view .text mark").all_inner_texts()
    assert marks == ["The ", "chilly laser", " cures ", "bosom disease", " for good.", made.HOSTILE]
    assert page.locator("#view .text mark.spun").all_inner_texts() == ["chilly laser", "bosom disease"]
    assert page.locator("#view .text mark.links").inner_text() == made.HOSTILE
    assert page.locator("img").count() == 0
    shown = page.locator("main").inner_text()
    assert not re.search(r"\b(null|undefined|NaN)\b|\[object", shown)
    assert page.locator("#view h2").inner_text() == f"Laser {made.HOSTILE}"
    page.get_by_role("checkbox", name="Claims").uncheck()
    assert page.locator("#view .text mark").all_inner_texts() == ["chilly laser", "bosom disease", made.HOSTILE]
    page.get_by_role("checkbox", name="Readability").check()
    assert page.locator("#view .text mark.readability").inner_text() == "Click here"


def test_evidence_on_hover(opened: Callable[..., Any], small: Path) -> None:
    page = opened(small, place="#page-0")
    mark = page.locator("#view mark", has_text="chilly laser")
    mark.hover()
    tip = page.get_by_role("tooltip")
    said = tip.inner_text()
    for part in (
        "SPN102",
        "Should have been: cold laser",
        "'chilly laser' looks spun",
        "dictionary: seen",
        "CLM301",
        "a cure is claimed",
    ):
        assert part in said
    assert mark.get_attribute("aria-describedby") == "tip"
    page.mouse.move(5, 5)
    tip.wait_for(state="hidden")
    page.set_viewport_size({"width": 700, "height": 400})
    second = page.locator("#view mark", has_text="bosom disease")
    second.scroll_into_view_if_needed()
    # the scrolling has to be over, or its late event would hide the evidence again
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.mouse.move(5, 5)
    second.hover()
    tip.wait_for(state="visible")
    page.mouse.wheel(0, -200)
    tip.wait_for(state="hidden")


def test_keyboard_alone(opened: Callable[..., Any], small: Path) -> None:
    page = opened(small)
    assert not re.search(r"\b(null|undefined|NaN)\b|\[object", page.locator("main").inner_text())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('#pages tbody a')"):
            break
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#page-0"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#page-1"
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    page.wait_for_selector("#view mark")
    assert page.evaluate("document.activeElement.tagName") == "H2"
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "MARK":
            break
    assert page.evaluate("document.activeElement.textContent") == "The "
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == "chilly laser"
    assert "cold laser" in page.get_by_role("tooltip").inner_text()
    page.keyboard.press("Escape")
    assert page.locator("#tip").is_hidden()
    assert page.locator("#view").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#report").is_visible()
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#page-0", "the focus is where it came from"


def test_back_and_forward(opened: Callable[..., Any], small: Path) -> None:
    page = opened(small)
    page.locator(f"{ROWS} a").nth(1).click()
    page.wait_for_selector("#view h2")
    page.get_by_role("link", name="Previous").click()
    page.wait_for_selector("#view mark")
    page.go_back()
    expect(page.locator("#view h2")).to_have_text("Rest for backs")
    page.go_back()
    assert page.locator("#report").is_visible()


def test_fifty_thousand_pages_draw_few_rows(opened: Callable[..., Any], large: Path) -> None:
    page = opened(large)
    assert page.locator("html").get_attribute("data-ready") == "50000"
    assert status(page) == "50,000 pages"
    assert page.locator("#pages table").get_attribute("aria-rowcount") == "50001"
    assert 10 < page.locator(ROWS).count() < 80
    assert page.locator("*").count() < 8000
    scroller = page.locator("#pages .scroller")
    seen = set()
    for share in (0.25, 0.5, 1):
        scroller.evaluate("(e, share) => { e.scrollTop = share * e.scrollHeight; }", share)
        until(page, lambda share=share: int(page.locator(ROWS).last.get_attribute("aria-rowindex")) > share * 49_900)
        assert page.locator(ROWS).count() < 80
        seen.add(names(page)[5])
        box, rows = scroller.bounding_box(), page.locator(ROWS)
        covered = [
            r
            for r in rows.all()
            if (b := r.bounding_box()) and box["y"] < b["y"] + b["height"] / 2 < box["y"] + box["height"]
        ]
        assert len(covered) >= 8, "the rows drawn are where one looks"
    assert len(seen) == 3
    assert page.locator(ROWS).last.get_attribute("aria-rowindex") == "50001"
    page.locator("#pages th[data-id=words] button").click()
    words = [int(x.replace(",", "")) for x in page.locator(f"{ROWS} td:last-child").all_inner_texts()]
    assert words == sorted(words, reverse=True)
    assert words[0] == 1699
    page.fill("#f-text", "section-7/ gout")
    expect(page.locator("#pages .status")).to_contain_text(" of 50,000 pages")
    assert all("gout" in name for name in names(page))


def test_arrow_keys_go_beyond_what_is_drawn(opened: Callable[..., Any], large: Path) -> None:
    page = opened(large)
    page.locator(f"{ROWS} a").first.focus()
    for _ in range(60):
        page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('tr').ariaRowIndex") == "62"
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.closest('tr').ariaRowIndex") == "50001"


def test_coming_back_to_a_row_far_down(opened: Callable[..., Any], large: Path) -> None:
    page = opened(large)
    page.locator(f"{ROWS} a").first.focus()
    page.keyboard.press("End")
    address = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    page.wait_for_selector("#view h2")
    page.get_by_role("link", name="Previous").click()
    until(page, lambda: page.evaluate("location.hash") != address)
    page.keyboard.press("Escape")
    page.wait_for_selector("#report:not([hidden])")
    until(page, lambda: page.evaluate("!!document.activeElement.closest('tr')"))
    row = "document.activeElement.closest('tr').getAttribute('aria-rowindex')"
    assert page.evaluate(row) == "50000", "the row before the one that was opened first"
    assert page.evaluate("document.activeElement.getAttribute('href')") != address
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.getAttribute('href')") == address


def test_families_and_trend(opened: Callable[..., Any], middle: Path) -> None:
    page = opened(middle)
    assert page.locator("#families .stars > li").count() == 24
    page.get_by_role("button", name="Show all 60 families").click()
    assert page.locator("#families .stars > li").count() == 60
    star = page.locator("#families .stars > li").first
    label = star.locator("svg").get_attribute("aria-label")
    assert label.startswith("Family of 11 pages around")
    assert star.locator("circle").count() == 11
    assert page.locator("#trend .mini svg").count() == 4
    assert "500 were added" in page.locator(".facts").inner_text()
    star.get_by_role("button").click()
    page.wait_for_selector("#view .siblings")
    assert "10 other pages" in page.locator("#view .siblings summary").inner_text()


def test_a_page_beside_its_sibling(opened: Callable[..., Any], respun: Path) -> None:
    page = opened(respun, place="#page-0")
    beside = page.locator("#view .beside")
    assert beside.locator("td").all_inner_texts() == [
        "\U0001f4a5 The chilly laser cures.", "The cold laser cures.", "The end.", "The very end.",
    ]  # fmt: skip
    assert beside.locator("mark.swapped").all_inner_texts() == ["chilly", "cold"]
    assert beside.locator("mark.put-in").inner_text().strip() == "very"
    assert "Likely there first: “Rest for backs” (its wording is more usual in edited prose)" in beside.inner_text()
    beside.get_by_role("link", name="Rest for backs").click()
    expect(page.locator("#view h2")).to_have_text("Rest for backs")
    assert beside.locator("mark.left-out").inner_text().strip() == "very"


def test_a_page_without_its_text_says_so(opened: Callable[..., Any], middle: Path) -> None:
    page = opened(middle)
    page.select_option("#f-band", "9")
    page.locator(f"{ROWS} a").first.click()
    page.wait_for_selector("#view .notice")
    assert "--pages" in page.locator("#view .notice").inner_text()
    assert page.locator("#view .tiles").is_visible()


def test_saving_rows(opened: Callable[..., Any], small: Path) -> None:
    page = opened(small)
    page.fill("#f-text", "rest")
    wait_status(page, "1 of 3 pages")
    with page.expect_download() as waiting:
        page.locator("#pages").get_by_role("button", name="Save as CSV").click()
    lines = Path(waiting.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert waiting.value.suggested_filename == "pages.csv"
    assert lines[0].startswith("Page,Score,Reads as,")
    assert [line.split(",")[:3] for line in lines[1:]] == [["site/good/two.html", "97", "not spun"]]


@pytest.mark.parametrize("place", ["", "#page-0"])
@pytest.mark.parametrize("which", ["small", "large"])
def test_a_phone_needs_no_sideways_scrolling(opened: Callable[..., Any], request: Any, which: str, place: str) -> None:
    page = opened(request.getfixturevalue(which), width=375, height=667, place=place)
    if place:
        page.wait_for_selector("#view h2")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    outside = page.evaluate(
        """[...document.querySelectorAll('main *')].filter(e => e.checkVisibility() && e.getBoundingClientRect().right > 376
           && !e.closest('.scroller, nav.jump, .sr')).map(e => e.outerHTML.slice(0, 100))"""
    )
    assert outside == []


def test_dark_and_light(opened: Callable[..., Any], small: Path) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    light, dark = opened(small, color_scheme="light"), opened(small, color_scheme="dark")
    assert light.evaluate(ground) == "rgb(246, 245, 241)"
    assert dark.evaluate(ground) == "rgb(20, 25, 28)"
    button = dark.get_by_role("button", name="Appearance")
    button.click()
    assert button.inner_text() == "Appearance: light"
    assert dark.evaluate(ground) == light.evaluate(ground)
    light.get_by_role("button", name="Appearance").click()
    light.get_by_role("button", name="Appearance").click()
    assert light.evaluate(ground) == "rgb(20, 25, 28)"


def test_paper(opened: Callable[..., Any], large: Path, small: Path) -> None:
    page = opened(large, color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for hidden in ("nav.jump", ".filters", ".tools"):
        assert page.locator(hidden).first.is_hidden()
    assert page.locator("#pages tbody tr").count() == 41
    assert "49,960 more rows" in page.locator("#pages tbody tr").last.inner_text()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    until(page, lambda: page.locator(ROWS).count() < 80)
    view = opened(small, place="#page-0")
    view.wait_for_selector("#view mark")
    view.emulate_media(media="print")
    assert view.locator("#report").is_hidden()
    assert view.locator("#view .findings").is_visible()
    assert view.pdf()[:5] == b"%PDF-"


def test_reduced_motion(opened: Callable[..., Any], small: Path) -> None:
    smooth = "getComputedStyle(document.documentElement).scrollBehavior"
    assert opened(small, reduced_motion="reduce").evaluate(smooth) == "auto"
    assert opened(small, reduced_motion="no-preference").evaluate(smooth) == "smooth"


def test_a_damaged_file_says_so(browser: Any, small: Path, tmp_path: Path) -> None:
    html = small.read_text(encoding="utf-8")
    at = html.index('id="data">') + 200
    (tmp_path / "broken.html").write_text(html[:at] + html[at + 40 :], encoding="utf-8")
    page = browser.new_page()
    page.goto((tmp_path / "broken.html").as_uri())
    page.wait_for_selector("#wait:not([hidden])")
    assert "could not be read" in page.locator("#wait").inner_text()
    assert page.locator(".facts li").count() > 3, "the summary is there all the same"
    page.close()


def test_without_scripts(browser: Any, small: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(small.as_uri())
    assert "1 of 3 pages (33 %) reads as spun." in page.locator("main").inner_text()
    assert page.locator("noscript").count() == 1
    context.close()
