"""Which key does what: the defaults of the registry and the user's changes, checked at the start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple, get_args

from pipeboard.domain.nearest import get_close_matches
from pipeboard.registry import COMMANDS, Command, Context

_NAMES: Final = {
    "esc": "escape",
    "return": "enter",
    "cr": "enter",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "del": "delete",
    "ins": "insert",
    "bs": "backspace",
    " ": "space",
}
_KNOWN: Final = frozenset(
    (
        *("escape", "enter", "tab", "space", "backspace", "delete", "insert", "home", "end", "pageup"),
        *("pagedown", "up", "down", "left", "right", *(f"f{number}" for number in range(1, 25))),
    )
)
_MODIFIERS: Final = ("ctrl", "alt", "shift")
_SHOWN: Final = {
    "escape": "Esc",
    "enter": "Enter",
    "tab": "Tab",
    "space": "Space",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "shift": "Shift",
    "alt": "Alt",
}

_LATIN: Final = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>"
_OTHERS: Final = (
    "ёйцукенгшщзхъфывапролджэячсмитьбюЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ",
    "'йцукенгшщзхїфівапролджєячсмитьбю'ЙЦУКЕНГШЩЗХЇФІВАПРОЛДЖЄЯЧСМИТЬБЮ",
    "`;ςερτυθιοπ[]ασδφγηξκλ;'ζχψωβνμ,.~:ΣΕΡΤΥΘΙΟΠ{}ΑΣΔΦΓΗΞΚΛ:\"ΖΧΨΩΒΝΜ<>",
)
LAYOUT: Final[Mapping[str, str]] = MappingProxyType(
    {
        other: latin
        for letters in _OTHERS
        for other, latin in zip(letters, _LATIN, strict=True)
        if not other.isascii()
    }
)
"""Letters of a Russian, Ukrainian or Greek keyboard -> the Latin one on the same key."""


PALETTE: Final = "app.palette"
"""The command that is never without a key: all others can be run by it."""


class Keymap(NamedTuple):
    """Keys resolved: every sequence leads to one command in a context."""

    bindings: Mapping[Context, Mapping[str, str]]
    """Context -> keys of the sequence, separated by blanks -> command id."""
    keys: Mapping[str, tuple[str, ...]]
    """Command id -> its keys."""

    def number(self, command_id: str, keys: str) -> int:
        """Which of the command's keys these are, counted from 1; 0 for none of them."""
        there = self.keys.get(command_id, ())
        return there.index(keys) + 1 if keys in there else 0

    def shown(self, command_id: str) -> str:
        """The command's first key, as people write it; "" when it has none."""
        keys = self.keys.get(command_id, ())
        return show_keys(keys[0]) if keys else ""


def resolve(
    remap: Mapping[str, Sequence[str]] | None = None, *, style: str = "vim"
) -> tuple[Keymap, tuple[str, ...]]:
    """The keymap for a style ("vim" or "arrows") and the user's keys by command id, with what is wrong.

    An empty list leaves a command without keys. A key that is given to one command is taken from the one
    that has it by default; two commands that the user gives the same key are a clash, and the first keeps it.
    The palette, by which commands without keys are run, keeps a key whatever is said.
    """
    problems: list[str] = []
    if style not in ("vim", "arrows"):
        problems.append(f'keys.style is "vim" or "arrows", not "{style[:40]}".')
    chosen = _chosen(remap or {}, problems)
    keys = {command.id: chosen.get(command.id, _defaults(command, style)) for command in COMMANDS}
    first_own = sorted(COMMANDS, key=lambda command: command.id not in chosen)
    bindings: dict[Context, dict[str, str]] = {context: {} for context in get_args(Context)}
    begun: dict[Context, dict[str, str]] = {context: {} for context in bindings}
    for command in first_own:
        kept = []
        for key in keys[command.id]:
            taken = _taken(key, bindings[command.context], begun[command.context])
            if taken is None:
                bindings[command.context][key] = command.id
                for part in _beginnings(key):
                    begun[command.context].setdefault(part, command.id)
                kept.append(key)
            elif command.id in chosen:
                problems.append(f'"{show_keys(key)}" cannot be {command.id}: it is {taken} already.')
        keys[command.id] = tuple(kept)
        if command.keys and not kept and command.id not in chosen:
            problems.append(f"{command.id} has no key left; give it one under [keys], or use the palette.")
    if not keys[PALETTE]:
        problems.append(_keep_palette(bindings["board"], keys))
    return Keymap(bindings, keys), tuple(problems)


def latin(key: str, layout: Mapping[str, str]) -> str:
    """The key in the same place of a Latin keyboard, with what is held down beside it."""
    if len(key) == 1:
        return layout.get(key, key)
    held, plus, name = key.rpartition("+")
    return f"{held}{plus}{layout.get(name, name)}"


def normal_key(text: str) -> str | None:
    """One key in its normal form ("^d" -> "ctrl+d", "shift+j" -> "J"); None when there is no such key."""
    if len(text) == 1:
        return _NAMES.get(text, text) if text.isprintable() else None
    if text.startswith("^") and len(text) == 2:
        text = f"ctrl+{text[1]}"
    *modifiers, name = text.split("+") if not text.endswith("++") else [*text[:-2].split("+"), "+"]
    modifiers = [one.lower() for one in modifiers]
    name = name if len(name) == 1 else _NAMES.get(name.lower(), name.lower())
    if not all(one in _MODIFIERS for one in modifiers) or (len(name) != 1 and name not in _KNOWN):
        return None
    if len(name) == 1 and "shift" in modifiers and name.isalpha():
        modifiers.remove("shift")
        name = name.upper()
    elif len(name) == 1 and modifiers:
        name = name.lower()
    return "+".join([*(one for one in _MODIFIERS if one in modifiers), name])


def show_keys(keys: str) -> str:
    """Keys as people write them: "^d", "Shift+→", "g g", "Esc"."""
    return " ".join(_show_key(key) for key in keys.split(" "))


def _show_key(key: str) -> str:
    *modifiers, name = key.split("+") if len(key) > 1 else [key]
    shown = _SHOWN.get(name, name.upper() if name in _KNOWN else name)
    for modifier in reversed(modifiers):
        shown = f"^{shown}" if modifier == "ctrl" else f"{_SHOWN[modifier]}+{shown}"
    return shown


def _defaults(command: Command, style: str) -> tuple[str, ...]:
    return tuple(key for key in command.keys if style != "arrows" or key not in command.vim)


def _chosen(remap: Mapping[str, Sequence[str]], problems: list[str]) -> dict[str, tuple[str, ...]]:
    ids = [command.id for command in COMMANDS]
    chosen: dict[str, tuple[str, ...]] = {}
    for command_id, keys in remap.items():
        if command_id not in ids:
            near = get_close_matches(command_id, ids, 1)
            hint = f'; did you mean "{near[0]}"?' if near else "."
            problems.append(f'There is no command "{command_id[:40]}"{hint}')
            continue
        good = []
        for keys_text in [keys] if isinstance(keys, str) else keys:
            sequence = (
                [normal_key(key) for key in keys_text.split()] if isinstance(keys_text, str) else [None]
            )
            if not sequence or None in sequence:
                problems.append(f'"{str(keys_text)[:40]}" is no key; write it like "x", "ctrl+d" or "g g".')
            else:
                good.append(" ".join(key for key in sequence if key))
        chosen[command_id] = tuple(dict.fromkeys(good))
    return chosen


def _keep_palette(bindings: dict[str, str], keys: dict[str, tuple[str, ...]]) -> str:
    """Give the palette its first key back, whoever has it; what is said of that."""
    key = next(one for one in COMMANDS if one.id == PALETTE).keys[0]
    for other in [one for one in bindings if one.split(" ")[0] == key]:
        loser = bindings.pop(other)
        keys[loser] = tuple(one for one in keys[loser] if one != other)
    bindings[key] = PALETTE
    keys[PALETTE] = (key,)
    return f'"{show_keys(key)}" stays with {PALETTE}: commands that have no key are run by it.'


def _taken(keys: str, bindings: Mapping[str, str], begun: Mapping[str, str]) -> str | None:
    """The command that has these keys, or a part of them, or more than them (which `begun` tells)."""
    # Looked up, as each start asks for some hundred keys.
    found = (bindings.get(part) for part in (*_beginnings(keys), keys))
    return next(filter(None, found), None) or begun.get(keys)


def _beginnings(keys: str) -> list[str]:
    """What a sequence of keys begins with: "g" and "g s" for "g s x"."""
    return [keys[:at] for at, character in enumerate(keys) if character == " "]
