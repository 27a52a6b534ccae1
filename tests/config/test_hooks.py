"""Hooks in the settings: off until they are enabled, lists of words, and a sentence for each mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeboard.config.hooks import HOOKS, TIMEOUT, Hooks, read_hooks
from pipeboard.config.settings import read_settings
from pipeboard.view.guide import guide


def test_hooks_are_off_until_they_are_enabled() -> None:
    """What is written is checked, and not run."""
    assert read_hooks({"on_won": ["tell"]}) == (Hooks(), ())
    assert read_hooks({"on_won": ["tell"], "enabled": False}) == (Hooks(), ())
    assert read_hooks({"on_won": ["tell", "all"], "enabled": True}) == (
        Hooks({"on_won": ("tell", "all")}),
        (),
    )
    assert read_hooks({"enabled": True, "timeout": 2}) == (Hooks({}, 2.0), ())


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"on_win": ["tell"]}, "did you mean 'on_won'?"),
        ({"zzz": ["tell"]}, "there are on_added"),
        ({"on_won": "tell all"}, "must be a list of words"),
        ({"on_won": []}, "must be a list of words"),
        ({"on_won": ["", "x"]}, "must be a list of words"),
        ({"on_won": ["tell", 1]}, "must be a list of words"),
        ({"enabled": "yes"}, "true or false"),
        ({"timeout": 0}, "60 at most"),
        ({"timeout": True}, "60 at most"),
        ({"timeout": 61}, "60 at most"),
        ({"timeout": float("nan")}, "60 at most"),
    ],
)
def test_each_mistake_is_told_and_the_rest_holds(table: dict[str, object], told: str) -> None:
    """One sentence; the hook that is right is still run, within the usual time."""
    hooks, problems = read_hooks({"on_lost": ["tell"], "enabled": True} | table)
    assert len(problems) == 1
    assert told in problems[0]
    assert hooks == (Hooks() if "enabled" in table else Hooks({"on_lost": ("tell",)}, TIMEOUT))


def test_hooks_are_read_with_the_settings(tmp_path: Path) -> None:
    """From the user's own file, in a table of their own."""
    path = tmp_path / "config.toml"
    path.write_text('[hooks]\nenabled = true\non_won = ["tell"]\non_wno = ["x"]\n', "utf-8")
    settings, problems = read_settings(path)
    assert settings.hooks == Hooks({"on_won": ("tell",)})
    assert len(problems) == 1


def test_every_hook_is_in_the_guide() -> None:
    """With what it waits for."""
    text = guide()["shell"]
    assert [
        name for name, about in HOOKS.items() if f"| `{name}` | {about[0].lower()}{about[1:-1]} |" not in text
    ] == []
