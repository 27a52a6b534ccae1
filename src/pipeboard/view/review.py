"""The review as rows of text: the deals to walk through, and the highlighted one at a glance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pipeboard.domain.board import Board
from pipeboard.domain.dates import show_day, show_due
from pipeboard.domain.deal import Deal, Review
from pipeboard.domain.followup import local_day
from pipeboard.domain.frameworks import UNKNOWN, framework_of
from pipeboard.domain.money import show_compact
from pipeboard.domain.review import Reason, forces
from pipeboard.view.card import Row, Span, initials, value_text
from pipeboard.view.dialog import CHOSEN, GOOD, LATE, RULE, SOFT, TEXT, TITLE, Hint, padded, paragraph
from pipeboard.view.follow_ups import step_words
from pipeboard.view.text import cells, clean, cut, fit, fit_right

WIDE: Final = 90
"""From so many cells on, a row tells why the deal is looked at."""
MIDDLE: Final = 50
_VALUE: Final = 9
_STEPS: Final = 2
"""So many follow-ups are told of a deal."""


@dataclass(frozen=True, slots=True)
class Card:
    """One deal of the walk, as it is now."""

    deal: Deal
    reasons: tuple[Reason, ...] = ()
    decision: Review | None = None
    """What was decided since the review began; None while it waits."""


def list_rows(cards: Sequence[Card], chosen: int, board: Board, width: int) -> list[Row]:
    """The cards, each a row of `width` cells, with one standing out."""
    return [_row(card, board, width, chosen=at == chosen) for at, card in enumerate(cards)]


def glance(card: Card, board: Board, today: date, width: int, rows: int) -> list[Row]:
    """Who it is, why it is here, what is next and what is known; at most so many rows."""
    deal = card.deal
    title = cut(deal.title or "(no title)", width)
    first = cells(title) + 1
    head: Row = ((f"{title} ", TITLE), ("─" * max(width - first, 0), RULE))
    told: list[Row] = [head, *paragraph(_facts(deal, board, today), width, SOFT, most=2)]
    if card.decision is not None:
        told += paragraph(f"✓ {review_words(card.decision, board, today)}", width, GOOD, most=2)
    for why in card.reasons:
        told += paragraph(f"! {why.text[:1].upper()}{why.text[1:]}", width, LATE, most=1)
    for words in _closed_words(deal, board) if not deal.is_open else _open_words(deal, board, today):
        told += paragraph(words, width, TEXT, most=2)
    last = max((one for one in deal.reviews if one != card.decision), key=lambda one: one.at, default=None)
    if last is not None:
        told += paragraph(f"Before: {review_words(last, board, today)}", width, SOFT, most=2)
    return told[:rows]


def review_words(one: Review, board: Board, today: date) -> str:
    """A decision in words: "keep, 19 Nov, Ann: ask again in March"."""
    when = show_day(local_day(one.at, board.zone), today)
    return f"{one.decision}, {when}, {one.by}{f': {one.text}' if one.text else ''}"


def nothing_rows(width: int, *, closed: bool, others: int) -> list[Row]:
    """What stands there when no deal waits; `others` are there in the other part."""
    first = "Nothing to learn from was closed lately." if closed else "No open deal waits for a review."
    what = "open" if closed else "closed"
    then = f"Tab turns to the {what} deals: {others}." if others else "Esc leads back to the board."
    return [(), *paragraph(f"  {first}", width, GOOD), (), *paragraph(f"  {then}", width, SOFT)]


def hints(card: Card | None, *, closed: bool, everything: bool = False) -> tuple[Hint, ...]:
    """The keys that matter for the highlighted deal, the most useful first; `?` shows all of them."""
    other: Hint = ("Tab", "open deals" if closed else "won and lost")
    ends: tuple[Hint, ...] = (other, ("a", "actions"), ("w", "minutes"), ("u", "undo"), ("Esc", "close"))
    if card is None:
        return ends
    more: Hint = ("?", "less" if everything else "keys")
    if closed:
        keys: tuple[Hint, ...] = (("space", "next"), more, ("r", "learned"), ("f", "plan"), ("O", "reopen"))
    else:
        keep = "next" if card.decision else "keep"
        keys = (("space", keep), more, ("L H m", "move"), ("f", "next step"), ("W", "close"))
        keys += (("X", "disqualify"), ("d", "close date"), ("c", "log"), ("r", "decide"), ("E", "note"))
        keys += (("s", "snooze"), ("e", "edit"))
    return (*keys, ("Enter", "go to"), *ends)


def _row(card: Card, board: Board, width: int, *, chosen: bool) -> Row:
    deal = card.deal
    done = card.decision is not None
    spans: list[Span] = [(" ✓ " if done else " · ", GOOD if done else LATE)]
    value = "" if deal.value is None else show_compact(deal.value, deal.currency or board.settings.currency)
    right: list[Span] = [(f" {fit_right(value, _VALUE)}", TEXT)]
    if width >= MIDDLE:
        right.append((f" {fit(initials(deal.owner), 3)}", SOFT))
    room = width - 3 - sum(cells(text) for text, _ in right)
    name = deal.title or "(no title)"
    if width >= WIDE:
        title, company = room // 3, room // 5
        why = room - title - company - 2
        spans += [(f"{fit(name, title)} ", TEXT), (f"{fit(deal.company, company)} ", SOFT)]
        spans.append((fit(_why(card), why), SOFT if done else TEXT))
    else:
        spans.append((fit(name, room), TEXT))
    row = padded((*spans, *right), width)
    return tuple((text, CHOSEN) for text, _ in row) if chosen else row


def _why(card: Card) -> str:
    if card.decision is not None:
        text = card.decision.text
        return f"{card.decision.decision}{f': {text}' if text else ''}"
    if not card.deal.is_open:
        return f"{card.deal.status}: {card.deal.reason}" if card.deal.reason else card.deal.status
    return "; ".join(why.text for why in card.reasons)


def _facts(deal: Deal, board: Board, today: date) -> str:
    days = (today - local_day(deal.entered_stage, board.zone)).days
    close = f"close {show_day(deal.close, today)}" if deal.close is not None else ""
    state = f"{board.stage_of(deal).name}, {days} days" if deal.is_open else deal.status
    value = value_text(deal, board.settings.currency)
    return " · ".join(clean(one) for one in (deal.company, value, state, deal.owner, close) if one)


def _open_words(deal: Deal, board: Board, today: date) -> Iterator[str]:
    for step in deal.follow_ups[:_STEPS]:
        text = step_words(step, board)
        yield f"Next: {step.kind} {show_due(step.due, today, board.zone)}{f': {text}' if text else ''}"
    if deal.contacts:
        people = (f"{one.name} ({one.role})" if one.role else one.name for one in deal.contacts)
        yield f"People: {', '.join(people)}"
    answers = deal.answers_in(deal.framework)
    titles = {one.id: one.title for one in framework_of(board, deal.framework, deal.answers).criteria}
    known = [
        f"{titles.get(name, name)} {one.answer}" for name, one in answers.items() if one.answer != UNKNOWN
    ]
    if known:
        yield f"Known: {', '.join(known)}"
    yield from _part("In the way", forces(deal, board).blocked)


def _closed_words(deal: Deal, board: Board) -> Iterator[str]:
    if deal.reason:
        yield f"Reason: {deal.reason}"
    if deal.lesson:
        yield f"Lesson: {deal.lesson}"
    said = forces(deal, board)
    drove = [one.drove for one in deal.reviews if one.drove]
    blocked = [one.blocked for one in deal.reviews if one.blocked]
    yield from _part("What drove it", (*drove, *said.drove))
    yield from _part("What blocked it", (*blocked, *said.blocked))


def _part(title: str, texts: Sequence[str]) -> Iterator[str]:
    if texts:
        yield f"{title}: {'; '.join(texts)}"
