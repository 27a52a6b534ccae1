"""Reads the text of a filter into its tree.

filter  = [ choice ]
choice  = row { "or" row }
row     = item { ["and"] item }
item    = "-" item | "(" choice ")" | term
term    = flag | "has" thing | field sign value | word | "words in quotes"
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple, cast

from pipeboard.domain.query.syntax import (
    EVERYTHING,
    NAME,
    PAIR,
    Flag,
    Node,
    Pair,
    Sign,
    Text,
    Unreadable,
    every,
    negated,
    some,
    unquoted,
)
from pipeboard.domain.query.vocabulary import (
    CUSTOM,
    FIELDS,
    FLAGS,
    HOLDINGS,
    JOINTS,
    OTHER_NAMES,
)

DEEPEST: Final = 40
"""Brackets that may stand within each other."""
_PIECE: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s"()]+|[()"]', re.DOTALL)
_BLANK: Final = re.compile(r"\s*")


class Token(NamedTuple):
    """A stretch of the text that belongs together."""

    text: str
    at: int
    """Where it starts, counted from 1."""
    kind: str = "term"
    """`term`, or the character or word itself: `(`, `)`, `-`, `or`, `and`."""


def parse(text: str) -> Node:
    """The tree of a filter; Unreadable, with the character, where it has no form."""
    return _Parser(tokens(text)).filter()


def tokens(text: str) -> list[Token]:
    """The text cut into what belongs together; Unreadable where a quotation mark is not closed."""
    found: list[Token] = []
    at = 0
    while (at := _blank_end(text, at)) < len(text):
        end = at + 1
        following = text[end : end + 1]
        if text[at] in "()":
            found.append(Token(text[at], at + 1, text[at]))
        elif text[at] == "-" and following and not following.isspace() and following != ")":
            found.append(Token("-", at + 1, "-"))
        else:
            end = _term_end(text, at)
            term = text[at:end]
            joint = term.casefold() if term.casefold() in JOINTS else "term"
            found.append(Token(term, at + 1, joint))
        at = end
    return found


def _blank_end(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at


def _term_end(text: str, start: int) -> int:
    """Where a term ends: at a blank or a bracket that it did not open, outside of quotes."""
    at, depth = start, 0
    while at < len(text) and not text[at].isspace():
        piece = _PIECE.match(text, at)
        assert piece is not None
        if piece[0] == '"':
            raise Unreadable(text[start:], start + 1, "a quotation mark is not closed")
        if piece[0] == "(":
            depth += 1
        elif piece[0] == ")":
            if not depth:
                break
            depth -= 1
        at = piece.end()
    return at


class _Parser:
    """Goes through the tokens once."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def filter(self) -> Node:
        if not self._tokens:
            return EVERYTHING
        node = self._choice()
        if self._here is not None:
            raise _wrong(self._here, "no bracket is open; put it in quotes to look for it")
        return node

    @property
    def _here(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _is(self, *kinds: str) -> bool:
        return self._here is not None and self._here.kind in kinds

    def _next(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _choice(self) -> Node:
        rows = [self._row()]
        while self._is("or"):
            self._at += 1
            rows.append(self._row())
        return some(rows)

    def _row(self) -> Node:
        items = [self._item()]
        while self._here is not None and not self._is("or", ")"):
            if self._is("and"):
                self._at += 1
            items.append(self._item())
        return every(items)

    def _item(self) -> Node:
        minuses = 0
        while self._is("-"):
            self._at += 1
            minuses += 1
        node = self._group() if self._is("(") else self._term()
        return negated(node) if minuses % 2 else node

    def _group(self) -> Node:
        opened = self._next()
        self._depth += 1
        if self._depth > DEEPEST:
            raise _wrong(opened, f"no more than {DEEPEST} brackets can stand within each other")
        if self._is(")"):
            raise _wrong(opened, "there is nothing in the brackets")
        node = self._choice()
        if not self._is(")"):
            raise _wrong(opened, "the bracket is not closed")
        self._at += 1
        self._depth -= 1
        return node

    def _term(self) -> Node:
        token = self._here
        if token is None or token.kind != "term":
            self._complain(token)
        assert token is not None
        self._at += 1
        word = token.text.casefold()
        if word in FLAGS:
            return Flag(word, token.at)
        follower = self._here.text.casefold() if self._here is not None else ""
        if word == "has" and follower in HOLDINGS:
            self._at += 1
            return Pair("has", "=", follower, token.at)
        pair = PAIR.fullmatch(token.text)
        if pair is None or pair["value"].startswith("//"):
            return Text(unquoted(token.text), token.at)
        sign = cast("Sign", "=" if pair["sign"] == ":" else pair["sign"])
        return Pair(field_name(pair["name"]), sign, unquoted(pair["value"]).strip(), token.at)

    def _complain(self, token: Token | None) -> None:
        """Something is missing where a term should stand."""
        before = self._tokens[self._at - 1] if self._at else None
        if before is not None and before.kind in JOINTS:
            raise _wrong(before, f"something has to follow '{before.kind}', or put it in quotes")
        if token is not None and token.kind in JOINTS:
            raise _wrong(token, f"something has to stand before '{token.kind}', or put it in quotes")
        if token is not None:
            raise _wrong(token, "no bracket is open; put it in quotes to look for it")
        assert before is not None
        raise _wrong(before, "something has to follow it")


def field_name(typed: str) -> str:
    """A field as the filter calls it; names of the users' own keep their capitals."""
    if typed[: len(CUSTOM)].casefold() == CUSTOM:
        return CUSTOM + unquoted(typed[len(CUSTOM) :])
    name = typed.casefold()
    if name in FIELDS or not NAME.fullmatch(name):  # some letters are two without their capital
        return name if name in FIELDS else typed
    swapped = name.replace("-", "_"), name.replace("_", "-")
    return OTHER_NAMES.get(name) or next((one for one in swapped if one in FIELDS), name)


def _wrong(token: Token, why: str) -> Unreadable:
    return Unreadable(token.text, token.at, why)
