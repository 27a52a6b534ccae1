"""Frameworks of qualification: what to find out about a deal, criterion by criterion, and the answers.

Frameworks and their criteria are definitions (see `definitions`): three ship, a team adds its own. A
criterion is defined as "bant.budget"; in answers it is the "budget" of "bant".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from pipeboard.domain.errors import BadInput
from pipeboard.domain.nearest import get_close_matches
from pipeboard.domain.quotes import quoted

if TYPE_CHECKING:
    from pipeboard.domain.board import Board

WORD: Final = "[a-z][a-z0-9-]{0,59}"
"""What the ids of frameworks and criteria are, so that both fit in the name of an answer."""
DEFAULT: Final = "bant"
"""The framework of a deal for which nobody chose another."""
UNKNOWN: Final = "unknown"
ANSWERS: Final = (UNKNOWN, "yes", "partial", "no")
"""What a criterion can be, in the order in which a key goes through them."""
MARKS: Final = ("mql", "sql")
"""Marketing and sales qualified lead: two dated marks; the first of each counts."""


class Criterion(NamedTuple):
    """One thing to find out."""

    id: str
    letter: str
    title: str
    question: str


class Framework(NamedTuple):
    """A set of criteria, in order."""

    id: str
    title: str
    description: str
    criteria: tuple[Criterion, ...]


class Answer(NamedTuple):
    """What is known of one criterion of a deal: who said so last, and when (UTC)."""

    framework: str
    criterion: str
    answer: str
    note: str
    by: str
    at: datetime


def frameworks(board: Board) -> Mapping[str, Framework]:
    """Every framework of the board by its id, in order."""
    return board.agreed(_frameworks)


def find_framework(board: Board, name: str) -> Framework:
    """The framework with this id or title; BadInput lists them all."""
    known = frameworks(board)
    word = name.strip().casefold()
    found = known.get(word) or next((one for one in known.values() if one.title.casefold() == word), None)
    if found is None:
        raise BadInput(f"There is no framework {quoted(name)}; there are {_listed(known) or 'none'}.")
    return found


def framework_of(board: Board, name: str, answers: Iterable[Answer] = ()) -> Framework:
    """The framework to show, of those of the board; see `framework_among`."""
    return framework_among(frameworks(board), name, answers)


def framework_among(known: Mapping[str, Framework], name: str, answers: Iterable[Answer] = ()) -> Framework:
    """The framework to show; one that nobody defines (any more) is made up from its answers.

    Where the default one is gone, the first takes its place for deals that it was not asked of.
    """
    if name in known:
        return known[name]
    ids = dict.fromkeys(one.criterion for one in answers if one.framework == name)
    if name == DEFAULT and known and not ids:
        return next(iter(known.values()))
    criteria = tuple(Criterion(one, one[0].upper(), one.capitalize(), "") for one in ids)
    return Framework(name, name, "", criteria)


def _frameworks(board: Board) -> Mapping[str, Framework]:
    criteria: dict[str, dict[str, Criterion]] = {}
    for one in board.definitions("criterion").values():
        key = one.id.rpartition(".")[2]
        if re.fullmatch(WORD, key):
            letter = (one.text("letter").strip() or one.title)[0].upper()
            criterion = Criterion(key, letter, one.title, one.text("question"))
            criteria.setdefault(one.text("framework"), {}).setdefault(key, criterion)
    return {
        name: Framework(name, one.title, one.text("description"), tuple(criteria.get(name, {}).values()))
        for name, one in board.definitions("framework").items()
        if re.fullmatch(WORD, name)
    }


def letters_of(titles: Iterable[str]) -> list[str]:
    """A letter for each of some titles, as early in it as the ones before leave it."""
    taken: list[str] = []
    for title in titles:
        letters = [one.upper() for one in title if one.isalnum() and len(one.upper()) == 1]
        taken.append(next((one for one in letters if one not in taken), "?"))
    return taken


def find_criterion(framework: Framework, name: str) -> Criterion:
    """A criterion by its id or a unique beginning of it; BadInput lists them all."""
    word = name.strip().casefold()
    fitting = [one for one in framework.criteria if word and one.id.startswith(word)]
    exact = [one for one in fitting if one.id == word]
    if len(exact or fitting) == 1:
        return (exact or fitting)[0]
    ids = [one.id for one in framework.criteria]
    near = get_close_matches(word, ids, 1)
    hint = f"did you mean '{near[0]}'?" if near else f"there are {_listed(ids)}."
    raise BadInput(f"{framework.title} has no criterion {quoted(name)}; {hint}")


def read_answer(text: str) -> str:
    """An answer as people type it, or its beginning; BadInput for anything else."""
    word = text.strip().casefold()
    for answer in ANSWERS:
        if word and answer.startswith(word):
            return answer
    raise BadInput(f"{quoted(text)} is not an answer; write yes, partial, no or unknown.")


def read_mark(text: str) -> str:
    """A mark; BadInput for anything else."""
    mark = text.strip().casefold()
    if mark not in MARKS:
        raise BadInput(f"{quoted(text)} is not a mark; there are {_listed(MARKS)}.")
    return mark


def next_answer(answer: str) -> str:
    """The answer that follows: unknown, yes, partial, no and round again."""
    return ANSWERS[(ANSWERS.index(answer) + 1) % len(ANSWERS)]


def _listed(names: Iterable[str]) -> str:
    *others, last = [*names] or [""]
    return f"{', '.join(others)} and {last}" if others else last
