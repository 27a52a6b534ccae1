"""Writing a text in the user's own editor."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.app import App, SuspendNotSupported

from pipeboard.domain.errors import BadInput
from pipeboard.tui.editor import edit_text, editor_command


class SuspendableApp(App[None]):
    """Steps aside without a terminal, and as the library does: no way back from what raises."""

    is_away = False

    @contextmanager
    def suspend(self) -> Iterator[None]:
        self.is_away = True
        yield
        self.is_away = False


class FixedApp(App[None]):
    """Cannot step aside."""

    @contextmanager
    def suspend(self) -> Iterator[None]:
        raise SuspendNotSupported
        yield


def editor(tmp_path: Path, code: str) -> str:
    """A command that runs some Python on the file."""
    script = tmp_path / "editor.py"
    script.write_text(f"import os, sys\npath = sys.argv[-1]\n{code}\n")
    return f"'{sys.executable}' '{script}'"


def test_the_setting_comes_before_the_environment() -> None:
    """Setting, $VISUAL, $EDITOR, vi; split into arguments and never given to a shell."""
    env = {"VISUAL": "code --wait", "EDITOR": "nano"}
    assert editor_command("hx -c 'my config'", env) == ["hx", "-c", "my config"]
    assert editor_command("", env) == ["code", "--wait"]
    assert editor_command("", {"EDITOR": "nano"}) == ["nano"]
    assert editor_command("", {}) == ["vi"]
    with pytest.raises(BadInput, match="quotes"):
        editor_command("vi 'x", {})


def test_what_was_written_comes_back_and_the_file_is_gone(tmp_path: Path) -> None:
    """The file is the owner's alone while it exists, and is deleted afterwards."""
    log = tmp_path / "log"
    code = (
        f"open({str(log)!r}, 'w').write(path + ' ' + oct(os.stat(path).st_mode & 0o777))\n"
        "open(path, 'a').write(' and more\\r\\n')"
    )
    text = edit_text(SuspendableApp(), "Called", setting=editor(tmp_path, code), env={})
    assert text == "Called and more"
    path, mode = log.read_text().split()
    assert mode == "0o600"
    assert path.endswith(".md")
    assert not Path(path).exists()


@pytest.mark.parametrize("code", ["pass", "open(path, 'a').write('x'); sys.exit(1)"])
def test_an_unchanged_text_or_a_failing_editor_changes_nothing(tmp_path: Path, code: str) -> None:
    """Leaving the editor without a change, or with an error, is giving up."""
    assert edit_text(SuspendableApp(), "Called", setting=editor(tmp_path, code), env={}) is None


@pytest.mark.parametrize(
    ("app", "setting", "words"),
    [
        (SuspendableApp, "no-such-editor-anywhere", "could not be started"),
        (FixedApp, "vi", "cannot be handed"),
    ],
)
def test_no_editor_is_told_in_a_sentence_and_leaves_no_file(
    app: type[App[Any]], setting: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be done says what to do instead."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    running = app()
    with pytest.raises(BadInput, match=words):
        edit_text(running, "Called", setting=setting, env={})
    assert list(tmp_path.iterdir()) == []
    assert not getattr(running, "is_away", False), "nobody else has the terminal now"
