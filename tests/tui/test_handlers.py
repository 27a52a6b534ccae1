"""The registry and what commands do are one."""

from __future__ import annotations

from pipeboard.registry import BY_ID
from pipeboard.tui.bindings import (
    ALWAYS,
    ALWAYS_HINTS,
    BOARD_HINTS,
    DETAIL_HINTS,
    SEARCH_HINTS,
    handlers,
)


def test_every_command_does_something_and_nothing_else_is_done() -> None:
    """No key, palette entry or help line without a handler, and no handler without a command."""
    assert set(handlers()) == set(BY_ID)


def test_hints_name_commands() -> None:
    """They are made from the registry."""
    for ids in (ALWAYS, ALWAYS_HINTS, BOARD_HINTS, DETAIL_HINTS, SEARCH_HINTS):
        assert set(ids) <= set(BY_ID)
