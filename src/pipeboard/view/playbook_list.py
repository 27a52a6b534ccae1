"""The playbook as a list: what is on offer for the deals first, then all of it, section by section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.definitions import Definition
from pipeboard.domain.playbook import Record, looked_up, offered
from pipeboard.view.card import OFFERED, Row, Span
from pipeboard.view.dialog import CARET, CHOSEN, GOOD, KEY, RULE, SOFT, TEXT, TITLE, padded
from pipeboard.view.edit import Edit
from pipeboard.view.playbook import facts
from pipeboard.view.text import cells, clean, cut, fit, fit_right, wrap

_TITLE: Final = 36
"""Most cells of a title beside which something else has room."""
_WIDE: Final = 72
"""From so many cells on, what an entry says stands beside its title."""
_LABEL: Final = 14
_SAYS: Final = {"play": "guidance", "objection": "answer", "technique": "how"}
_SECTIONS: Final = {"play": "Plays", "objection": "Objections", "technique": "Techniques"}


@dataclass(frozen=True, slots=True)
class Line:
    """An entry, or the heading of those below it."""

    heading: str = ""
    entry: Definition | None = None
    sign: str = ""
    """That it is on offer; of several deals, on how many."""


def lines(board: Board, deals: Sequence[Deal], today: date, words: str) -> tuple[Line, ...]:
    """Everything in which the words occur; plays that are offered on any of the deals stand on top alone."""
    found = looked_up(board, words)
    on_offer = Counter(one.id for deal in deals for one in offered(deal, board, today))
    made: list[Line] = []
    plays = [one for one in found if one.kind == "play" and one.id in on_offer]
    if plays:
        whose = deals[0].title if len(deals) == 1 else f"some of the {len(deals)} deals"
        made.append(Line(f"On offer for {whose}"))
        counts = {one: "" if len(deals) == 1 else str(count) for one, count in on_offer.items()}
        made += [Line(entry=one, sign=f"{counts[one.id]}{OFFERED}") for one in plays]
    heading = ""
    for one in found:
        if one in plays:
            continue
        of = f": {one.text('use')}" if one.text("use") else ""
        if heading != f"{_SECTIONS[one.kind]}{of}":
            heading = f"{_SECTIONS[one.kind]}{of}"
            made.append(Line(heading))
        made.append(Line(entry=one))
    return tuple(made)


def search_row(typing: Edit | None, words: str, count: int, width: int) -> Row:
    """The line that is searched with; `typing` while it is typed into."""
    found = "nothing" if not count else f"{count} entr{'ies' if count != 1 else 'y'}"
    room = max(width - cells(found) - 4, 1)
    head: list[Span] = [(" / ", KEY)]
    if typing is not None:
        before, caret, after = typing.window(room)
        head += [(before, TEXT), (caret, CARET), (after, TEXT)]
    elif words:
        head.append((cut(clean(words), room), TEXT))
    else:
        head.append((cut("searches titles, answers, guidance and steps", room), SOFT))
    left = padded(tuple(span for span in head if span[0]), width - cells(found) - 1)
    return (*left, (f"{found} ", SOFT))


def list_rows(
    shown: Sequence[Line],
    at: int,
    used: Mapping[str, Mapping[str, Record]],
    first: int,
    rows: int,
    width: int,
) -> list[Row]:
    """The lines from `first` on, the one at `at` standing out, with how often each was used."""
    titles = [cells(clean(one.entry.title)) for one in shown if one.entry]
    room = min(max(titles, default=0), _TITLE) if width >= _WIDE else width
    made: list[Row] = []
    for place, line in enumerate(shown[first : first + rows], first):
        one = line.entry
        if one is None:
            title = cut(clean(line.heading), width - 2)
            rest = max(width - cells(title) - 2, 0)
            made.append(((f" {title} ", TITLE), ("─" * rest, RULE)))
            continue
        record = used.get(one.kind, {}).get(one.id)
        count = fit_right(f"{record.count}x" if record else "", 5)
        title = fit(one.title, min(room, max(width - 10, 1)))
        spans: list[Span] = [(f"{fit_right(line.sign, 3)} ", GOOD), (title, TEXT)]
        if width >= _WIDE:
            spans += [("  ", TEXT), (fit(one.text(_SAYS[one.kind]), max(width - room - 12, 1)), SOFT)]
        row = padded((*spans, (count, SOFT)), width)
        made.append(tuple((text, CHOSEN) for text, _ in row) if place == at else row)
    return made


def entry_rows(
    one: Definition, board: Board, record: Record | None, width: int, start: date | None = None
) -> list[Row]:
    """All that an entry says, on as many rows as it takes; `start` as `facts` has it."""
    rows: list[Row] = [((f" {cut(clean(one.title), width - 1)}", TITLE),)]
    rows.extend(_fact_rows(facts(one, board, record, start), width))
    return rows


def _fact_rows(told: Iterator[tuple[str, str]], width: int) -> Iterator[Row]:
    """Labels beside their texts; above them where that is too narrow."""
    beside = width >= _WIDE // 2 + _LABEL
    room = max(width - _LABEL - 2 if beside else width - 3, 1)
    for label, text in told:
        texts = wrap(text, room)
        if not beside and label:
            yield ((f" {cut(label, width - 1)}", SOFT),)
        for place, line in enumerate(texts):
            name = fit(label if beside and not place else "", _LABEL if beside else 1)
            yield ((f" {name} ", SOFT), (line, TEXT))
