"""The agenda as rows of text: headings, one row for each entry, and words about the highlighted one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from pipeboard.domain.board import Board
from pipeboard.domain.dates import show_age, show_day, show_due
from pipeboard.domain.deadlines import label_of
from pipeboard.domain.money import show_compact, show_money
from pipeboard.view.agenda import Agenda, Entry, Kind, Section, quiet_days
from pipeboard.view.card import NURTURE, Row, Span, initials
from pipeboard.view.dialog import CHOSEN, GOOD, LATE, RULE, SOFT, TEXT, TITLE, TODAY, Hint, padded, paragraph
from pipeboard.view.follow_ups import step_words
from pipeboard.view.playbook import offered_text
from pipeboard.view.text import cells, clean, cut, fit, fit_right

WIDE: Final = 96
"""From so many cells on, a row has room for company and text."""
MIDDLE: Final = 58
"""From so many cells on, it has room for kind and owner."""
_DUE: Final = 11
_KIND: Final = 8
_VALUE: Final = 9

_SIGNS: Final[dict[Kind, str]] = {
    "overdue": "!",
    "today": "●",
    "week": "·",
    "later": "·",
    "no_step": "○",
    "silent": "~",
    "nurture": NURTURE,
}
_DATE: Final = "◇"
"""The sign of a date of the deal itself."""
_ROLES: Final[dict[Kind, str]] = {"overdue": LATE, "today": TODAY, "silent": TODAY, "nurture": GOOD}
_DATE_WORDS: Final = {
    "decision": "decision",
    "trial_end": "trial",
    "renewal": "renewal",
    "review": "review",
    "revisit": "revisit",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list: an entry, a section's heading, or (both None) a blank."""

    section: Section | None = None
    entry: Entry | None = None


def lines(agenda: Agenda, *, gaps: bool = True) -> tuple[Line, ...]:
    """Headings and entries in order, empty sections left out; with `gaps`, a blank between sections."""
    found: list[Line] = []
    for section in agenda.sections:
        if not section.shown:
            continue
        if found and gaps:
            found.append(Line())
        found.append(Line(section))
        found.extend(Line(section, entry) for entry in section.shown)
    return tuple(found)


def list_rows(
    agenda: Agenda, shown: Sequence[Line], chosen: Entry | None, board: Board, width: int
) -> list[Row]:
    """The rows of some of the lines. The first one tells its section, though the heading be further up."""
    rows: list[Row] = []
    for place, line in enumerate(shown):
        if line.section is None:
            rows.append(())
        elif line.entry is None or (place == 0 and len(shown) > 1):
            rows.append(_heading(line.section, width))
        else:
            rows.append(_row(line.entry, agenda, board, width, chosen=line.entry is chosen))
    return rows


def due_words(entry: Entry, agenda: Agenda, board: Board, width: int = _DUE) -> str:
    """When, or since when: "3d late", "14:00", "Fri 14:00", "28 Nov", "9d silent"."""
    if entry.kind in ("silent", "no_step"):
        days = quiet_days(entry.deal, board, agenda.today)
        return f"{show_age(days)} {'silent' if entry.silent else 'quiet'}" if days else "active"
    assert entry.day is not None, "all others have a day"
    when = entry.step.due if entry.step else entry.day
    clock = f"{when.astimezone(board.zone):%H:%M}" if isinstance(when, datetime) else ""
    if entry.kind == "today":
        return clock or "today"
    day = show_due(entry.day, agenda.today, board.zone)
    timed = f"{day} {clock}"
    return timed if clock and entry.kind != "overdue" and cells(timed) <= width else day


def kind_words(entry: Entry) -> str:
    """What is to be done, in one word: "call", "renewal"; "" for a deal that waits as a whole."""
    if entry.field:
        return _DATE_WORDS[entry.field]
    return entry.step.kind if entry.step and entry.kind != "silent" else ""


def said(entry: Entry, board: Board, today: date) -> str:
    """What it is about: the follow-up's text, what a date means, the stage of a deal without either."""
    deal, step = entry.deal, entry.step
    if entry.field:
        label = label_of(entry.field, deal)
        # Why it was won says nothing of a renewal.
        return f"{label}: {deal.reason}" if deal.reason and entry.field != "renewal" else label
    if step is None:
        return f"in {board.stage_of(deal).name}"
    if entry.kind == "silent":
        return f"next: {step.kind} {show_due(step.due, today, board.zone)}"
    return step_words(step, board)


def about(entry: Entry, agenda: Agenda, board: Board, width: int, rows: int) -> list[Row]:
    """Words about the highlighted entry, in at most so many rows: what it is about comes before figures."""
    deal = entry.deal
    title = cut(deal.title or "(no title)", width)
    facts = _facts(entry, agenda, board)
    text = _subject(entry, agenda, board)
    left = max(width - cells(title) - 2, 0)
    first: list[Span] = [(title, TITLE)]
    beneath = paragraph(text, width, TEXT, most=max(rows - 2, 1)) if text else []
    if cells(facts) <= left or rows < 2 + len(beneath):
        first.extend([("  ", SOFT), (cut(facts, left), SOFT)] if left > 4 else [])
    else:
        beneath = [*paragraph(facts, width, SOFT, most=max(rows - 1 - len(beneath), 1)), *beneath]
    return [tuple(first), *beneath][:rows]


def _subject(entry: Entry, agenda: Agenda, board: Board) -> str:
    """The whole of what it is about, or what could be done where nothing is planned; "" for neither."""
    if entry.field and entry.day is not None:
        label = label_of(entry.field, entry.deal)
        return f"{label[:1].upper()}{label[1:]}: {show_day(entry.day, agenda.today)}"
    if entry.step:
        return clean(step_words(entry.step, board))
    plays = offered_text(entry.deal, board, agenda.today)
    return f"Play on offer: {clean(plays)}" if plays else ""


def _facts(entry: Entry, agenda: Agenda, board: Board) -> str:
    """Company, value, owner, stage and how long it has been quiet."""
    deal = entry.deal
    value = "" if deal.value is None else show_money(deal.value, deal.currency or board.settings.currency)
    if deal.is_open:
        days = quiet_days(deal, board, agenda.today)
        quiet = f"silent for {days} days" if entry.silent else f"last activity {show_age(days)} ago"
        state = (board.stage_of(deal).name, quiet if days else "active today")
    else:
        state = (f"{deal.status}: {deal.reason}" if deal.reason else deal.status, "")
    return " · ".join(clean(one) for one in (deal.company, value, entry.owner, *state) if one)


def clear_rows(
    agenda: Agenda, board: Board, width: int, *, mine: bool, others: int, filtered: bool = False
) -> list[Row]:
    """What stands there when there is nothing to do; `others` counts what is there for everyone."""
    if filtered and others:
        first = "Nothing is waiting on the deals of the filter."
        then = f"On the board, Esc takes the filter off; without it there is this much to do: {others}."
    elif mine and others:
        first = "Nothing is waiting for you."
        then = f"m shows what is waiting for everyone: {others}."
    elif not any(deal.is_open for deal in board.visible_deals()):
        first = "There are no open deals yet."
        then = "Esc leads to the board, n makes a deal there, and f plans its next step."
    else:
        first = "All clear: nothing is due, and every deal has a next step."
        then = "On the board, f plans the next step of a deal."
    return [(), *paragraph(f"  {first}", width, GOOD), (), *paragraph(f"  {then}", width, SOFT)]


def hints(entry: Entry | None, *, mine: bool) -> tuple[Hint, ...]:
    """The keys that matter for the highlighted entry, the most useful first."""
    whose: Hint = ("m", "everyone's" if mine else "mine")
    if entry is None:
        return (whose, ("u", "undo"), ("Esc", "close"))
    keys: list[Hint] = [("Enter", "open")]
    if entry.field:
        keys += [("d", "done"), ("s", "another day")]
    elif entry.step:
        keys += [("d", "done"), ("s", "snooze")]
    if entry.deal.status in ("lost", "disqualified"):
        keys += [("O", "reopen"), ("e", "edit")]
    else:
        keys += [("f", "plan"), ("c", "log"), ("e", "edit")]
        keys += [("W", "close")] if entry.deal.is_open and not entry.step else []
    return (*keys, whose, ("u", "undo"), ("Tab", "section"), ("Esc", "close"))


def _heading(section: Section, width: int) -> Row:
    title, count = f"{section.title} ", f"{len(section.shown)} "
    above = len(section.entries) - len(section.shown)
    also = (
        cut(f"and {above} of those above ", max(width - cells(title) - cells(count) - 4, 0)) if above else ""
    )
    rest = max(width - cells(title) - cells(count) - cells(also), 0)
    role = _ROLES.get(section.kind, TITLE)
    return ((title, role), (count, SOFT), (also, SOFT), ("─" * rest, RULE))


def _row(entry: Entry, agenda: Agenda, board: Board, width: int, *, chosen: bool) -> Row:
    deal = entry.deal
    role = _ROLES.get(entry.kind, SOFT)
    if entry.kind == "no_step" and entry.silent:
        role = TODAY
    due = fit(due_words(entry, agenda, board), _DUE)
    value = "" if deal.value is None else show_compact(deal.value, deal.currency or board.settings.currency)
    sign = _DATE if entry.field and entry.kind != "overdue" else _SIGNS[entry.kind]
    spans: list[Span] = [(f" {sign} ", role), (f"{due} ", role)]
    if width >= MIDDLE:
        spans.append((f"{fit(kind_words(entry), _KIND)} ", SOFT))
    right: list[Span] = [(f" {fit_right(value, _VALUE)}", TEXT)]
    if width >= MIDDLE:
        right.append((f" {fit(initials(entry.owner), 3)}", SOFT))
    room = width - sum(cells(text) for text, _ in (*spans, *right))
    name = deal.title or "(no title)"
    if width >= WIDE:
        title, company = room * 3 // 8, room // 5
        text = room - title - company - 2
        spans.extend([(f"{fit(name, title)} ", TEXT), (f"{fit(deal.company, company)} ", SOFT)])
        right.insert(0, (fit(said(entry, board, agenda.today), text), SOFT))
    else:
        spans.append((fit(name, room), TEXT))
    row = padded((*spans, *right), width)
    return tuple((text, CHOSEN) for text, _ in row) if chosen else row
