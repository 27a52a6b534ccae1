"""The main screens of the app, by the keys that lead there."""

from __future__ import annotations

from typing import Final

SCREENS: Final = {
    "board": ((), ()),
    "details": (("enter",), ("escape",)),
    "work": (("enter", "enter", "j", "j"), ("escape", "escape")),
    "found": (("slash", *"acme", "enter"), ("escape",)),
    "selected": (("space", "j", "space"), ("escape",)),
    "new": (("n", *"Acme fair 5k"), ("escape",)),
    "form": (("e",), ("escape",)),
    "agenda": (("A",), ("escape",)),
    "playbook": (("g", "y", "slash", *"price", "enter"), ("escape", "escape")),
    "metrics": (("M",), ("escape",)),
    "help": (("question_mark",), ("escape",)),
    "palette": (("ctrl+p", *"mo"), ("escape",)),
    "themes": (("g", "k"), ("escape",)),
    "list": (("V",), ("V",)),
    "lanes": (("Z", "j", "enter"), ()),
}
"""Name -> the keys that lead to a screen, and those that lead back to the board."""
