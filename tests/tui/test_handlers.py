"""The registry and what commands do are one."""

from __future__ import annotations

from typing import get_args

from pipeboard.registry import BY_ID
from pipeboard.tui.bindings import (
    ALWAYS,
    ALWAYS_HINTS,
    BOARD_HINTS,
    DETAIL_HINTS,
    DETAIL_WORDS,
    SEARCH_HINTS,
    handlers,
)
from pipeboard.view.tabs.tab import Verb


def test_every_command_does_something_and_nothing_else_is_done() -> None:
    """No key, palette entry or help line without a handler, and no handler without a command."""
    assert set(handlers()) == set(BY_ID)


def test_hints_name_commands() -> None:
    """They are made from the registry."""
    for ids in (ALWAYS, ALWAYS_HINTS, BOARD_HINTS, DETAIL_HINTS, DETAIL_WORDS, SEARCH_HINTS):
        assert set(ids) <= set(BY_ID)


def test_whatever_a_line_of_the_details_can_do_has_a_command() -> None:
    """Its key is remapped, shown and explained like all others."""
    for verb in get_args(Verb):
        assert BY_ID[f"panel.{verb}"].context == "panel"
