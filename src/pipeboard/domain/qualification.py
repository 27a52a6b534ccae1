"""The qualification of one deal, added up from its events: answers, notes on them, and the dated marks.

In the file an answer is a field `bant.budget` and the note on it a field `bant.budget.note`, so that answers
that two people gave at once are told and settled like any other field.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from sys import intern
from typing import Any, Final

from pipeboard.domain.conflicts import Record, Writer
from pipeboard.domain.deal import Deal
from pipeboard.domain.frameworks import ANSWERS, MARKS, UNKNOWN, WORD, Answer
from pipeboard.domain.ids import sort_key
from pipeboard.domain.readings import load_text
from pipeboard.domain.values import Value

_NAME: Final = re.compile(rf"({WORD})\.({WORD})(\.note)?")


def answer_name(framework: str, criterion: str) -> str:
    """The field of a criterion's answer."""
    return f"{framework}.{criterion}"


def note_name(framework: str, criterion: str) -> str:
    """The field of the note on a criterion."""
    return f"{framework}.{criterion}.note"


@lru_cache(maxsize=1024)  # the same few names come with every deal
def parts_of(name: str) -> tuple[str, str, bool] | None:
    """Framework and criterion of a field, and whether it is the note; None for another kind of name."""
    match = _NAME.fullmatch(name)
    return (match[1], match[2], match[3] is not None) if match else None


def load_answers(raw: object) -> dict[str, Value]:
    """Read the `set` of an event; names of another form are passed over. ValueError if malformed."""
    if not isinstance(raw, dict):
        raise ValueError("`set` is not an object")
    loaded: dict[str, Value] = {}
    for name, value in raw.items():
        parts = parts_of(name)
        if parts is None:
            continue
        if value is None:
            loaded[name] = None
        elif parts[2]:
            loaded[name] = load_text(value)
        elif value in ANSWERS:
            loaded[name] = intern(value)
        else:
            raise ValueError("not an answer")
    return loaded


def load_mark(raw: object) -> str:
    """A mark of the file; ValueError if it is none."""
    if raw not in MARKS:
        raise ValueError("not a mark")
    return str(raw)


class Qualification(Record):
    """Adds up one deal's answers, notes and marks, in recorded order."""

    __slots__ = ("_marks",)

    def __init__(self) -> None:
        super().__init__()
        self._marks: dict[str, tuple[datetime, str]] = {}

    def mark(self, mark: str, at: datetime, event_id: str) -> None:
        """Take in a mark; the first one, by when it happened, counts."""
        when = at, sort_key(event_id)
        self._marks[mark] = min(self._marks.get(mark, when), when)

    def shown(self) -> dict[str, Any]:
        """What a deal shows of it, by the names of its fields."""
        mql, sql = (self._marks[mark][0] if mark in self._marks else None for mark in MARKS)
        return {"answers": self.answers(), "mql": mql, "sql": sql}

    def answers(self) -> tuple[Answer, ...]:
        """What is known, in the order in which the criteria were first spoken of."""
        written: dict[tuple[str, str], Writer] = {}
        for name in self.values:
            parts = parts_of(name)
            if parts is not None:
                writer, before = self.writer(name), written.get(parts[:2])
                if before is None or sort_key(writer[1]) > sort_key(before[1]):
                    written[parts[:2]] = writer
        return tuple(
            Answer(
                *parts,
                str(self.value(answer_name(*parts)) or UNKNOWN),
                str(self.value(note_name(*parts)) or ""),
                by,
                at,
            )
            for parts, (by, _, at) in written.items()
            if at is not None
        )


def with_duplicates(deal: Deal, duplicates: Collection[Deal]) -> Deal:
    """The deal with what is known of its duplicates alone, and the earliest marks of all."""
    everyone = deal, *duplicates
    if not any(one.answers or one.mql or one.sql for one in everyone):
        return deal
    answers: dict[tuple[str, str], Answer] = {}
    for one in everyone:
        for answer in one.answers:
            answers.setdefault((answer.framework, answer.criterion), answer)
    return deal._replace(
        answers=tuple(answers.values()),
        mql=min((one.mql for one in everyone if one.mql), default=None),
        sql=min((one.sql for one in everyone if one.sql), default=None),
    )
