"""Keys that come in sequence: the state between the first and the last key of a chord. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Heard(NamedTuple):
    """What a key led to."""

    command: str = ""
    """The command to run; "" for none."""
    keys: str = ""
    """The sequence that leads to it."""
    pending: str = ""
    """The keys so far, when more are expected; keep them for the next key."""
    unknown: str = ""
    """A sequence that means nothing."""


def hear(key: str, pending: str, bindings: Sequence[Mapping[str, str]]) -> Heard:
    """What `key` means after the `pending` ones; the first of the binding tables that knows it wins.

    Esc gives up a chord, and means nothing else then.
    """
    if pending and key == "escape":
        return Heard()
    keys = f"{pending} {key}" if pending else key
    for table in bindings:
        if keys in table:
            return Heard(command=table[keys], keys=keys)
        if any(other.startswith(f"{keys} ") for other in table):
            return Heard(pending=keys)
    return Heard(unknown=keys)
