"""How a filter that is being typed may go on: flags, fields, and what the board holds in a field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from pipeboard.domain.board import Board
from pipeboard.domain.deal import PRIORITIES, STATUSES, Deal
from pipeboard.domain.followup import KINDS
from pipeboard.domain.frameworks import ANSWERS, frameworks
from pipeboard.domain.pipeline import MOTIONS
from pipeboard.domain.proposal import STANDINGS
from pipeboard.domain.query.meaning import criteria
from pipeboard.domain.query.parser import field_name, tokens
from pipeboard.domain.query.syntax import NAME, PAIR, Unreadable, in_quotes, unquoted, value_text
from pipeboard.domain.query.vocabulary import CUSTOM, FIELDS, FLAGS, HOLDINGS, ORDERED

MOST: Final = 60
"""Candidates that are offered at once."""
_AHEAD: Final = {
    "today": "",
    "tomorrow": "",
    "1w": "in a week",
    "2w": "in two weeks",
    "1mon": "in a month",
    "eom": "the end of the month",
    "eoq": "the end of the quarter",
    "eoy": "the end of the year",
}
_BACK: Final = {
    "today": "",
    "yesterday": "",
    "1w": "a week ago",
    "2w": "two weeks ago",
    "1mon": "a month ago",
    "3mon": "three months ago",
}


class Candidate(NamedTuple):
    """Something that can stand next."""

    text: str
    """What is put in."""
    about: str = ""


class Completion(NamedTuple):
    """What can take the place of a stretch of the text."""

    start: int
    end: int
    candidates: tuple[Candidate, ...]


NOTHING: Final = Completion(0, 0, ())


class Known:
    """The names and values on a board; each field is gone through once, when it is first asked for."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self._values: dict[str, tuple[Candidate, ...]] = {}
        self._names: tuple[Candidate, ...] = ()

    def names(self) -> tuple[Candidate, ...]:
        """Flags, fields, criteria and fields of the users' own, the fields with their colon."""
        if not self._names:
            own = Counter(name for deal in self.board.deals.values() if deal.custom for name in deal.custom)
            self._names = (
                *(Candidate(name, about) for name, about in FLAGS.items()),
                *(Candidate(f"{name}:", one.about) for name, one in FIELDS.items()),
                *(Candidate(f"{name}:", "what is known of it") for name in sorted(criteria(self.board))),
                *(Candidate(f"{_own_name(name)}:", "your own field") for name, _ in own.most_common()),
            )
        return self._names

    def values(self, name: str) -> tuple[Candidate, ...]:
        """What a field can be compared with, the most frequent first; none for free numbers and texts."""
        if name not in self._values:
            self._values[name] = tuple(_values(self.board, name))
        return self._values[name]


def complete(text: str, cursor: int, known: Known) -> Completion:
    """How the term before the cursor may go on; nothing where there is none, or nothing fits."""
    start = term_start(text, cursor)
    typed = text[start:cursor]
    if not typed or typed.startswith('"'):
        return NOTHING
    pair = PAIR.fullmatch(typed)
    if pair is None:
        lowered = _begun(typed).casefold()
        fitting = [one for one in known.names() if unquoted(one.text).casefold().startswith(lowered)]
        exact = [one.text for one in fitting] == [typed]
        return Completion(start, cursor, () if exact else tuple(fitting[:MOST]))
    begin = start + pair.start("value")
    value = pair["value"]
    name = field_name(pair["name"])
    ordered = name in FIELDS and FIELDS[name].family in ORDERED
    if ordered and ".." in value:  # only the end of a range that is being typed
        begin, value = begin + value.index("..") + 2, value.partition("..")[2]
    wanted = _begun(value).casefold()
    found = [one for one in known.values(name) if one.text.casefold() != wanted]
    fitting = [one for one in found if one.text.casefold().startswith(wanted)]
    fitting += [one for one in found if one not in fitting and f" {wanted}" in one.text.casefold()]
    return Completion(begin, cursor, tuple(one._replace(text=value_text(one.text)) for one in fitting[:MOST]))


def term_start(text: str, cursor: int) -> int:
    """Where the term before the cursor starts; the cursor itself where there is none."""
    before = text[:cursor]
    try:
        found = tokens(before)
    except Unreadable as error:  # a quotation mark is still open
        return error.at - 1
    last = found[-1] if found else None
    if last is None or last.kind != "term" or last.at - 1 + len(last.text) < cursor:
        return cursor
    return last.at - 1


def _begun(value: str) -> str:
    """What was typed of a value, also where its quotation mark is still open."""
    return unquoted(value) if value.count('"') % 2 == 0 else value.replace('"', "")


def _own_name(name: str) -> str:
    plain = NAME.fullmatch(name) and name.casefold() == name and name not in FIELDS
    return name if plain else CUSTOM + (name if NAME.fullmatch(CUSTOM + name) else in_quotes(name))


def _values(board: Board, name: str) -> Iterator[Candidate]:
    if name in _FIXED:
        yield from (Candidate(value) for value in _FIXED[name])
    elif name == "stage":
        for pipeline in board.live_pipelines():
            yield from (Candidate(stage.name, "stage") for stage in board.stages_in(pipeline.id))
    elif name == "pipeline":
        yield from (Candidate(pipeline.name, "pipeline") for pipeline in board.live_pipelines())
    elif name == "framework":
        yield from (Candidate(one) for one in frameworks(board))
    elif name in FIELDS and FIELDS[name].family in ORDERED:
        yield from _moments(FIELDS[name].family)
    elif name not in FIELDS and name in criteria(board):
        yield from (Candidate(answer) for answer in ANSWERS)
    else:
        if name == "owner":
            yield Candidate("me", "you")
        yield from _counted(name, board)


def _moments(family: str) -> Iterator[Candidate]:
    words = _AHEAD if family == "day" else _BACK if family in ("moment", "past day") else {}
    yield from (Candidate(word, about) for word, about in words.items())


def _counted(name: str, board: Board) -> Iterator[Candidate]:
    """What deals hold in a field, the most frequent first."""
    read = _READERS.get(name) or _own(name)
    if read is None:
        return
    found = Counter(value for deal in board.visible_deals() for value in read(deal) if value)
    for value, count in found.most_common(2000):
        yield Candidate(value, f"{count} {'deal' if count == 1 else 'deals'}")


def _own(name: str) -> Callable[[Deal], Iterable[str]] | None:
    if name in FIELDS:
        return None
    wanted = name.removeprefix(CUSTOM).casefold()
    return lambda deal: (text for key, text in deal.custom.items() if key.casefold() == wanted)


_FIXED: Final[Mapping[str, tuple[str, ...]]] = {
    "status": (*STATUSES, "closed", "any"),
    "priority": PRIORITIES[::-1],
    "motion": MOTIONS,
    "proposal": STANDINGS,
    "has": tuple(HOLDINGS),
    "follow-up": KINDS,
}
_READERS: Final[Mapping[str, Callable[[Deal], Iterable[str]]]] = {
    "owner": lambda deal: (deal.owner,),
    "source": lambda deal: (deal.source,),
    "channel": lambda deal: (deal.channel,),
    "currency": lambda deal: (deal.currency,),
    "company": lambda deal: (deal.company,),
    "segment": lambda deal: (deal.segment,),
    "competitor": lambda deal: (deal.competitor,),
    "reason": lambda deal: (deal.reason,),
    "relation": lambda deal: (deal.relation,),
    "receiver": lambda deal: (deal.receiver,),
    "tag": lambda deal: deal.tags,
    "pains": lambda deal: deal.pains,
    "role": lambda deal: (one.role for one in deal.contacts),
    "contact": lambda deal: (one.name for one in deal.contacts),
    "assignee": lambda deal: (one.owner for one in deal.follow_ups),
    "cadence": lambda deal: (one.cadence for one in deal.follow_ups),
    "objection": lambda deal: (one.of for one in deal.objections),
    "play": lambda deal: (one.of for one in deal.plays),
}
