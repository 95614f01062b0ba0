"""``spincheck despin``: sure replacements only; links, numbers and names stay."""

from pathlib import Path

from click.testing import CliRunner

from spincheck.cli import main

TEXT = (
    "The chilly laser treats kidney disappointment. Read https://example.org/chilly-laser/kidney-disappointment today.\r\n"
)


def despin(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["despin", "--no-config", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_what_was_meant_is_put_back_and_the_link_stays(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(TEXT.encode())
    code, out, said = despin(str(file))
    assert code == 0
    assert "kidney failure" in out
    assert "https://example.org/chilly-laser/kidney-disappointment" in out
    assert "replaced" in said
    assert file.read_bytes() == TEXT.encode()


def test_nothing_below_the_confidence_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(TEXT.encode())
    code, out, _ = despin(str(file), "--min-confidence", "1")
    assert code == 0
    assert "kidney disappointment" in out


def test_write_changes_the_file_and_keeps_its_line_ends(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(TEXT.encode())
    assert despin(str(file), "--write")[0] == 0
    assert b"kidney failure" in file.read_bytes()
    assert file.read_bytes().endswith(b"\r\n")


def test_a_missing_file_is_one_line_and_exit_2(tmp_path: Path) -> None:
    code, _, said = despin(str(tmp_path / "nope.txt"))
    assert code == 2
    assert len(said.strip().splitlines()) == 1
