"""A real browser: Debian's Chromium through Playwright. Skipped where there is none, failed where it must be there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner

from spincheck.cli import main

NAMES = ("chromium", "chromium-browser", "google-chrome")
LARGE = 50_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium without a window. Not for the whole session: its event loop would be in the way of other tests' own."""
    required = os.environ.get("SPINCHECK_REQUIRE_COMPONENTS") == "1"
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        path = None
    if path is None:
        message = "no browser: install Chromium (apt-get install chromium) and the Python package playwright"
        if required:
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        # a container's root cannot use Chromium's sandbox
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"] if root else [])
        yield running
        running.close()


def _report(audit: Path, *options: str) -> Path:
    out = audit.with_suffix(".html")
    done = CliRunner().invoke(main, ["report", str(audit), "-o", str(out), *options])
    assert done.exit_code == 0, done.output
    return out


@pytest.fixture(scope="session")
def small(made: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the audit of three pages."""
    return _report(made.small(tmp_path_factory.mktemp("small") / "a.duckdb"), "--title", "Example & Clinic")


@pytest.fixture(scope="session")
def respun(made: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of an audit whose first two pages are siblings."""
    return _report(made.respun(tmp_path_factory.mktemp("respun") / "a.duckdb"))


@pytest.fixture(scope="session")
def large(made: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of 50,000 pages."""
    return _report(made.large(tmp_path_factory.mktemp("large") / "a.duckdb", LARGE, findings=2), "--pages", "5")


@pytest.fixture(scope="session")
def middle(made: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of 6,500 pages, compared with an earlier audit of 6,000."""
    folder = tmp_path_factory.mktemp("middle")
    old = made.large(folder / "old.duckdb", 6000)
    return _report(made.large(folder / "a.duckdb", 6500), "--compare", str(old), "--pages", "20")


@pytest.fixture
def opened(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open a report and wait until it is drawn. At the end: nothing was fetched and nothing went wrong in the console."""
    contexts = []
    wrong: list[str] = []

    def go(report: Path, *, width: int = 1280, height: int = 800, place: str = "", **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(120_000)  # a busy machine is no error
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: wrong.append(f"dialog: {dialog.message}"))
        page.on(
            "request", lambda request: wrong.append(request.url) if request.url.split("#")[0] != report.as_uri() else None
        )
        page.goto(report.as_uri() + place)
        page.wait_for_selector("html[data-ready]")
        return page

    yield go
    for context in contexts:
        context.close()
    assert wrong == []
