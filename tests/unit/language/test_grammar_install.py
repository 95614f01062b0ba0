"""Installing: the pinned list, hashes, and what happens without Java, network or a sound file."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from spincheck.cli import main
from spincheck.errors import UsageError
from spincheck.language import grammar_install as install
from spincheck.language.grammar_install import Artifact, InstallError


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SPINCHECK_CACHE", str(tmp_path))
    return tmp_path


def pin(monkeypatch: pytest.MonkeyPatch, content: bytes = b"jar") -> Artifact:
    one = Artifact(hashlib.sha256(content).hexdigest(), len(content), f"org/x/{install.VERSION}/languagetool-server-6.6.jar")
    monkeypatch.setattr(install, "manifest", lambda: (one,))
    monkeypatch.setattr(install, "java", lambda: ("java", 17))
    monkeypatch.setattr(install.shutil, "which", lambda *_, **__: None)
    return one


def serve(monkeypatch: pytest.MonkeyPatch, content: bytes | OSError) -> None:
    def answer(*_: Any, **__: Any) -> io.BytesIO:
        if isinstance(content, OSError):
            raise content
        return io.BytesIO(content)

    monkeypatch.setattr(install.urllib.request, "urlopen", answer)


def test_the_manifest_pins_both_artifacts() -> None:
    names = [a.name for a in install.manifest()]
    assert len(set(names)) == len(names) > 100
    assert {f"languagetool-server-{install.VERSION}.jar", f"language-en-{install.VERSION}.jar"} <= set(names)
    assert all(len(a.sha256) == 64 and a.size > 0 and not a.path.startswith("/") for a in install.manifest())


def test_a_sound_file_is_installed(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    pin(monkeypatch)
    serve(monkeypatch, b"jar")
    said: list[str] = []
    done = install.install("maven", said.append)
    assert done.version == install.VERSION
    assert (done.folder / "languagetool-server-6.6.jar").read_bytes() == b"jar"
    assert not list(cache.rglob(".part-*"))
    install.install("maven", said.append)
    assert said[-1].endswith("is installed already")


@pytest.mark.parametrize("content", [b"raj", b"jar and more", b"", OSError("no route to host")])
def test_anything_else_is_refused(content: bytes | OSError, monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    pin(monkeypatch)
    serve(monkeypatch, content)
    with pytest.raises(UsageError, match="no route" if isinstance(content, OSError) else "another hash"):
        install.install("maven")
    assert install.installed() is None
    assert not list(cache.rglob("*.jar"))


def test_an_altered_installation_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    pin(monkeypatch)
    serve(monkeypatch, b"jar")
    folder = install.install("maven").folder
    (folder / "languagetool-server-6.6.jar").write_bytes(b"bad")
    assert install.install("maven").folder == folder
    assert (folder / "languagetool-server-6.6.jar").read_bytes() == b"jar"


def test_auto_falls_back_to_maven_when_the_download_is_not_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    pin(monkeypatch)
    serve(monkeypatch, b"jar")

    def refuse(_: object) -> None:
        raise InstallError("not reached")

    monkeypatch.setattr(install, "_download", refuse)
    said: list[str] = []
    assert install.install("auto", said.append).source == "Maven Central"
    assert "download: not reached" in said


@pytest.mark.parametrize(("found", "says"), [(None, "no Java was found"), (("java", 11), "Java 11 is too old")])
def test_java_is_needed(found: tuple[str, int] | None, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "java", lambda: found)
    result = CliRunner().invoke(main, ["grammar", "install"])
    assert result.exit_code == 2
    assert says in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("said", "major"),
    [('openjdk version "17.0.15" 2025-04-15', 17), ('java version "1.8.0_292"', 8), ('openjdk version "21" 2023', 21)],
)
def test_java_versions(said: str, major: int, monkeypatch: pytest.MonkeyPatch) -> None:
    class Done:
        stderr, stdout = said, ""

    monkeypatch.setattr(install.shutil, "which", lambda *_, **__: "/usr/bin/java")
    monkeypatch.setattr(install.subprocess, "run", lambda *_, **__: Done)
    assert install.java() == ("/usr/bin/java", major)


def test_status_without_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    from spincheck.language import grammar

    monkeypatch.delenv("SPINCHECK_GRAMMAR_URL", raising=False)
    monkeypatch.setattr(grammar, "DEFAULT_URL", "http://127.0.0.1:9/")
    result = CliRunner().invoke(main, ["grammar", "status"])
    assert result.exit_code == 3
    assert "spincheck grammar install" in result.output


def test_stop_without_a_server() -> None:
    result = CliRunner().invoke(main, ["grammar", "stop"])
    assert result.exit_code == 0
    assert "no LanguageTool server" in result.output
