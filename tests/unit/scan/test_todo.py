"""What a resumed scan checks again, and what it says about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from spincheck.run import Run
from spincheck.scan.items import Item
from spincheck.scan.store import Known, stored_key
from spincheck.scan.todo import Todo, count
from spincheck.scan.worker import digest_of, settings_hash, settings_of

RUN = Run(discover=True)


def known(item: Item, failed: str = "") -> dict[str, Known]:
    return {stored_key(item.key): Known(digest_of(item), settings_hash(settings_of(RUN, item)), failed)}


@pytest.fixture
def item(tmp_path: Path) -> Item:
    (tmp_path / "a.txt").write_text("Rest helps.")
    return Item(str(tmp_path / "a.txt"), str(tmp_path / "a.txt"))


def test_a_document_that_is_as_it_was_is_not_checked_again(item: Item) -> None:
    todo = Todo([item], known(item), RUN)
    assert list(todo) == []
    assert (todo.unchanged, todo.changed, todo.gone) == (1, 0, 0)


def test_a_document_with_other_content_is(item: Item) -> None:
    before = known(item)
    Path(item.name).write_text("Rest may help.")
    todo = Todo([item], before, RUN)
    assert list(todo) == [(0, item)]
    assert todo.changed == 1


def test_so_is_one_under_other_settings(item: Item) -> None:
    before = known(item)
    Path(item.name).with_name("spincheck.toml").write_text('level = "fast"\n')
    assert list(Todo([item], before, RUN)) == [(0, item)]


def test_a_row_is_known_by_its_text() -> None:
    row, other = (
        Item("t.csv#1", "t.csv#1", "one", "text", origin="t.csv"),
        Item("t.csv#1", "t.csv#1", "two", "text", origin="t.csv"),
    )
    assert list(Todo([row], known(row), RUN)) == []
    assert list(Todo([other], known(row), RUN)) == [(0, other)]


def test_what_failed_is_checked_again_when_asked_or_changed(item: Item) -> None:
    failed = known(item, "timeout")
    assert list(Todo([item], failed, RUN)) == []
    assert list(Todo([item], failed, RUN, retry=True)) == [(0, item)]
    Path(item.name).write_text("Shorter.")
    assert list(Todo([item], failed, RUN)) == [(0, item)]


def test_a_file_that_cannot_be_read_any_more_becomes_an_error_and_a_page_keeps_its_result(item: Item) -> None:
    before = known(item)
    gone = Item(item.key, item.name, error="gone")
    assert list(Todo([gone], before, RUN)) == [(0, gone)]
    page = Item("https://x.org/a", "https://x.org/a", b"<p>Hello", "html", url="https://x.org/a")
    silent = Item("https://x.org/a", "https://x.org/a", error="no answer", url="https://x.org/a")
    assert list(Todo([silent], known(page), RUN)) == []


def test_one_document_under_two_inputs_is_checked_once(item: Item, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(item.name).parent)
    todo = Todo([item, Item("a.txt", "a.txt"), Item("./a.txt", "./a.txt"), item], {}, RUN)
    assert list(todo) == [(0, item)]
    assert todo.twice == 3


def test_what_is_not_among_the_inputs_is_counted(item: Item) -> None:
    todo = Todo([item], known(item) | {"old.txt": Known("x", "y")}, RUN)
    assert list(todo) == []
    assert todo.gone == 1


def test_names_that_are_not_utf8_stay_apart() -> None:
    a, b = b"caf\xe9.txt".decode("utf-8", "surrogateescape"), b"caf\xe8.txt".decode("utf-8", "surrogateescape")
    assert stored_key(a) != stored_key(b)
    assert stored_key(a).encode("utf-8")
    assert stored_key("café.txt") == "café.txt"


def test_files_are_counted_beforehand_and_rows_are_not(tmp_path: Path) -> None:
    for name in ("a.txt", "b.md"):
        (tmp_path / name).write_text("Rest helps.")
    assert count([str(tmp_path)]) == 2
    assert count([str(tmp_path)], ["*.md"]) == 1
    (tmp_path / "t.csv").write_text("text\nhello\n")
    assert count([str(tmp_path), str(tmp_path / "t.csv")]) is None
