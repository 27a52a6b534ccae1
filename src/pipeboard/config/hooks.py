"""A user's own hooks: commands of `config.toml` that are run after that user's changes.

    [hooks]
    enabled = true
    timeout = 5
    on_won = ["~/bin/tell-the-team", "--won"]

They stand in the settings alone. A board file comes from others, and nothing that it holds is ever run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from pipeboard.domain.nearest import get_close_matches

HOOKS: Final = {
    "on_added": "A deal was made.",
    "on_moved": "A deal went to another stage.",
    "on_won": "A deal was won.",
    "on_lost": "A deal was lost.",
    "on_disqualified": "A deal was disqualified.",
    "on_closed": "A deal was won, lost or disqualified.",
    "on_reopened": "A closed deal is open again.",
}
"""What a hook can wait for."""
TIMEOUT: Final = 5.0
"""Seconds that a command may take, where the settings say nothing."""
_LONGEST: Final = 60.0


@dataclass(frozen=True, slots=True)
class Hooks:
    """What is to be run when."""

    commands: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Hook -> the words of its command; none while hooks are off."""
    timeout: float = TIMEOUT
    """Seconds."""


def read_hooks(table: Mapping[str, object]) -> tuple[Hooks, tuple[str, ...]]:
    """The hooks and one sentence for each thing in their table that cannot be used."""
    problems: list[str] = []
    commands: dict[str, tuple[str, ...]] = {}
    enabled, timeout = False, TIMEOUT
    for name, value in table.items():
        if name == "enabled":
            if isinstance(value, bool):
                enabled = value
            else:
                problems.append("config.toml: hooks.enabled must be true or false.")
        elif name == "timeout":
            if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value <= _LONGEST:
                timeout = float(value)
            else:
                problems.append(f"config.toml: hooks.timeout must be seconds, {_LONGEST:.0f} at most.")
        elif name not in HOOKS:
            near = get_close_matches(name, HOOKS, 1)
            way = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(HOOKS)}."
            problems.append(f"config.toml: there is no hook '{name}'; {way}")
        elif isinstance(value, list) and value and all(isinstance(word, str) for word in value) and value[0]:
            commands[name] = tuple(value)
        else:
            problems.append(
                f'config.toml: hooks.{name} must be a list of words, such as ["notify-send", "A deal"].'
            )
    return Hooks(commands if enabled else {}, timeout), tuple(problems)
