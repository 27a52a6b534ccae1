"""Frameworks of qualification: what to find out about a deal, criterion by criterion, and the answers.

The frameworks that ship are data, one TOML file each in `templates/frameworks`; they are read when somebody
first looks at an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from difflib import get_close_matches
from functools import cache
from typing import Final, NamedTuple

from pipeboard.domain.errors import BadInput
from pipeboard.domain.quotes import quoted

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


@cache
def frameworks() -> Mapping[str, Framework]:
    """Every framework that ships by its id, the default first."""
    import tomllib  # with the next one 10 ms, for those alone who qualify deals
    from importlib.resources import files

    found = {}
    for resource in (files("pipeboard") / "templates" / "frameworks").iterdir():
        if resource.name.endswith(".toml"):
            raw = tomllib.loads(resource.read_text(encoding="utf-8"))
            criteria = tuple(Criterion(**one) for one in raw["criteria"])
            name = resource.name.removesuffix(".toml")
            found[name] = Framework(name, raw["title"], raw["description"], criteria)
    return {name: found[name] for name in sorted(found, key=lambda name: (name != DEFAULT, name))}


def find_framework(name: str) -> Framework:
    """The framework called `name`; BadInput lists them all."""
    known = frameworks()
    framework = known.get(name.strip().casefold())
    if framework is None:
        raise BadInput(f"There is no framework {quoted(name)}; there are {_listed(known)}.")
    return framework


def framework_of(name: str, answers: Iterable[Answer] = ()) -> Framework:
    """The framework to show; one that only a newer version knows is made up from its answers."""
    framework = frameworks().get(name)
    if framework is not None:
        return framework
    ids = dict.fromkeys(one.criterion for one in answers if one.framework == name)
    criteria = tuple(Criterion(one, one[0].upper(), one.capitalize(), "") for one in ids)
    return Framework(name, name, "", criteria)


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
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
