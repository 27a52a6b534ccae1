"""The form of a filter: a tree of frozen nodes, and the text that stands for it.

What the names mean is left open here (see `meaning`): `close<2w` stays two weeks from whenever it is asked.
`parse(text_of(node)) == node` holds for every tree that the constructors `every`, `some` and `negated` make.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, Literal, TypeAlias

from pipeboard.domain.errors import BadInput
from pipeboard.domain.frozen import Frozen
from pipeboard.domain.query.vocabulary import FLAGS, JOINTS
from pipeboard.domain.quotes import quoted

Sign: TypeAlias = Literal["=", "<", "<=", ">", ">="]
PAIR: Final = re.compile(
    r'(?P<name>custom\.(?:"(?:[^"\\]|\\.)*")|[^\W\d][\w.-]*)(?P<sign>[:=]|[<>]=?)(?P<value>.*)',
    re.DOTALL | re.IGNORECASE,
)
"""A field, how it is compared, and with what; the last part as it was typed, quotes and all."""
_PLAIN: Final = re.compile(r'[^\s"()\\]+')
NAME: Final = re.compile(r"[^\W\d][\w.-]*")


class Unreadable(BadInput):
    """A filter that cannot be read, and where."""

    def __init__(self, text: str, at: int, why: str) -> None:
        super().__init__(f"Cannot read {quoted(text)} at character {at} of the filter: {why}.")
        self.at = at
        """Where it starts, counted from 1 as people do."""
        self.why = why
        """What is wrong, in words without a full stop."""


class Text(Frozen, aside=("at",)):
    """Words to look for, as they were typed but for quotes."""

    text: str
    at: int = 1


class Flag(Frozen, aside=("at",)):
    """A name that stands for itself, such as `overdue`."""

    name: str
    at: int = 1


class Pair(Frozen, aside=("at",)):
    """A field compared with a value; without one it is asked whether the field is empty."""

    name: str
    sign: Sign
    value: str
    at: int = 1


class Not(Frozen):
    """What does not hold."""

    node: Node


class Every(Frozen):
    """All of these hold; of none, everything does."""

    nodes: tuple[Node, ...]


class Some(Frozen):
    """At least one of these holds."""

    nodes: tuple[Node, ...]


Node: TypeAlias = "Text | Flag | Pair | Not | Every | Some"
EVERYTHING: Final = Every(())
"""The empty filter."""


def every(nodes: Iterable[Node]) -> Node:
    """All of some nodes, in one row."""
    row = tuple(_flat(nodes, Every))
    return row[0] if len(row) == 1 else Every(row)


def some(nodes: Iterable[Node]) -> Node:
    """One of some nodes, at least one, in one row."""
    row = tuple(_flat(nodes, Some))
    return row[0] if len(row) == 1 else Some(row)


def negated(node: Node) -> Node:
    """The opposite of a node."""
    return node.node if isinstance(node, Not) else Not(node)


def leaves(node: Node) -> Iterator[Text | Flag | Pair]:
    """The terms of a filter, from left to right."""
    if isinstance(node, Not):
        yield from leaves(node.node)
    elif isinstance(node, (Every, Some)):
        for one in node.nodes:
            yield from leaves(one)
    else:
        yield node


def text_of(node: Node) -> str:
    """The filter as one would type it."""
    if isinstance(node, Some):
        return " or ".join(_grouped(one, Some) for one in node.nodes)
    if isinstance(node, Every):
        return " ".join(_grouped(one, Some) for one in node.nodes)
    if isinstance(node, Not):
        return f"-{_grouped(node.node, Some, Every)}"
    if isinstance(node, Flag):
        return node.name
    if isinstance(node, Text):
        return node.text if _is_plain_word(node.text) else in_quotes(node.text)
    own, sign = node.name.partition(".")[2], ":" if node.sign == "=" else node.sign
    name = node.name if NAME.fullmatch(node.name) else f"custom.{in_quotes(own)}"
    return f"{name}{sign}{value_text(node.value)}"


def value_text(value: str) -> str:
    """A value as it stands after its sign, in quotes where it needs them."""
    plain = not value or (_PLAIN.fullmatch(value) and not value.startswith(("=", "//")))
    return value if plain else in_quotes(value)


def in_quotes(text: str) -> str:
    """A text in quotes, which `unquoted` takes off again."""
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'


def unquoted(text: str) -> str:
    """What was typed without its quotes; inside of them `\\"` is a quote and `\\\\` a backslash."""
    if '"' not in text:
        return text
    return re.sub(
        r'"((?:[^"\\]|\\.)*)"',
        lambda found: re.sub(r'\\(["\\])', r"\1", found[1]),
        text,
        flags=re.DOTALL,
    )


def _flat(nodes: Iterable[Node], kind: type[Every] | type[Some]) -> Iterator[Node]:
    for node in nodes:
        if isinstance(node, kind):
            yield from node.nodes
        else:
            yield node


def _grouped(node: Node, *kinds: type[Node]) -> str:
    text = text_of(node)
    return f"({text})" if isinstance(node, kinds) else text


def _is_plain_word(text: str) -> bool:
    """Whether a text stands for itself without quotes."""
    if not _PLAIN.fullmatch(text) or (text.startswith("-") and text != "-"):
        return False
    word = text.casefold()
    if word in FLAGS or word in JOINTS or word == "has":
        return False
    pair = PAIR.fullmatch(text)
    return pair is None or pair["value"].startswith("//")
