"""A deal as a card: a few rows of text, each piece with the role that gives it its colour.

Nothing is said by colour alone: what is late has a "!", a deal that is over its time a "+", and the
answers to the questions that qualify it are letters (see `glyph`). A deal that is ready to close has a star,
one for which the playbook has something to do a paragraph sign, one that is selected a sign before its title.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, tzinfo
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

from pipeboard.domain.checklist import NOTHING_LISTED, Progress
from pipeboard.domain.dates import show_age, show_due
from pipeboard.domain.deal import Deal
from pipeboard.domain.followup import local_day
from pipeboard.domain.frameworks import Framework
from pipeboard.domain.money import show_compact, show_money
from pipeboard.domain.nurture import is_nurtured, is_resting
from pipeboard.domain.order import urgency
from pipeboard.domain.pipeline import Stage
from pipeboard.view.glyph import glyph
from pipeboard.view.marks import PLAIN, Look
from pipeboard.view.text import cells, clean, cut, fit

Span: TypeAlias = tuple[str, str]
"""Text and its role."""
Row: TypeAlias = tuple[Span, ...]

BAR: Final = "▌"
CHOSEN: Final = "◆"
"""Before the title of a selected deal."""
OFFERED: Final = "§"
"""The sign of a deal for which a play is on offer."""
NURTURE: Final = "∞"
"""The sign of a deal on the nurture track."""
TOUCHES_LEAST: Final = 6
TOUCHES_MOST: Final = 8
"""The band of touches that a deal usually takes."""


_NO_FRAMEWORKS: Final[Mapping[str, Framework]] = MappingProxyType({})


class Surroundings(NamedTuple):
    """What a card's text depends on besides its deal."""

    stage: Stage
    today: date
    zone: tzinfo
    currency: str
    frameworks: Mapping[str, Framework] = _NO_FRAMEWORKS


def card(
    deal: Deal,
    around: Surroundings,
    width: int,
    look: Look = PLAIN,
    *,
    work: Progress = NOTHING_LISTED,
    offered: bool = False,
    compact: bool = False,
) -> tuple[Row, ...]:
    """Three rows of exactly `width` cells (two when `compact`): a bar, the text and a blank.

    `work` is how far the deal is with its checklist; `offered`, whether a play is on offer for it.
    """
    inner = max(width - 2, 1)
    bar: Span = (BAR, "bar") if look.cursor else (" ", "soft")
    first: Span = (CHOSEN, "bar") if look.chosen else bar
    title_role = "cursor" if look.cursor else "match" if look.found else "title"
    signs = marks(deal, ready=work.ready)
    room = inner - cells(signs) - 1 if signs else inner
    beside, left = _shared_out(deal, around, work, room)
    # A play on offer takes the blank at the end: many cards have one, and none of them says less for it.
    end = f"{f' {signs}' if signs else ''}{OFFERED if offered else ' '}"
    rows: list[Row] = [(first, *_title(deal, end, room, title_role, beside))]
    if compact:
        rows.append((bar, *_compact(deal, around, inner), (" ", "soft")))
    else:
        rows.append((bar, *_company(deal, around, inner, left), (" ", "soft")))
        rows.append((bar, *_next_step(deal, around, inner), (" ", "soft")))
    return tuple(rows)


def initials(name: str) -> str:
    """Two letters for a person: "AK" for Anna Korhonen, "AN" for anna."""
    words = clean(name).replace("@", " ").replace(".", " ").split()
    if not words:
        return ""
    letters = words[0][0] + words[-1][0] if len(words) > 1 else words[0][:2]
    return letters.upper()


def due_mark(deal: Deal, today: date, zone: tzinfo) -> tuple[str, str]:
    """The sign and the role of the next step: late, today, later or none."""
    return {1: ("!", "late"), 2: ("●", "today"), 3: ("·", "soft"), 4: ("○", "soft")}[
        urgency(deal, today, zone)
    ]


def value_text(deal: Deal, currency: str, show: Callable[[Decimal, str], str] = show_money) -> str:
    """The deal's value, in the board's `currency` unless it has its own; empty where it is not known."""
    return "" if deal.value is None else clean(show(deal.value, deal.currency or currency))


def touches_text(count: int) -> str:
    """Progress in touches: "5/6-8", "9 over"."""
    return f"{count} over" if count > TOUCHES_MOST else f"{count}/{TOUCHES_LEAST}-{TOUCHES_MOST}"


def age_mark(deal: Deal, around: Surroundings) -> tuple[str, str]:
    """Days in the stage and their role: "12d", "16d+" over the stage's target, "30d++" over twice that.

    A deal on the nurture track whose follow-up is ahead has no target.
    """
    days = (around.today - local_day(deal.entered_stage, around.zone)).days
    target = around.stage.days
    text = show_age(days)
    if not target or days <= target or is_resting(deal, around.today, around.zone):
        return text, "soft"
    return (f"{text}++", "late") if days > 2 * target else (f"{text}+", "today")


def marks(deal: Deal, *, ready: bool = False, offered: bool = False) -> str:
    """Signs beside the title.

    Ready to close, a play on offer, high priority, handover due, nurture, conflict, came back.
    """
    signs = "★" if ready else ""
    signs += OFFERED if offered else ""
    signs += "▲" if deal.priority == "high" else ""
    signs += "»" if deal.handover_due else ""
    signs += NURTURE if is_nurtured(deal) else ""
    signs += "≠" if deal.conflicts else ""
    return signs + ("↺" if deal.notice else "")


def progress_mark(deal: Deal, around: Surroundings, work: Progress) -> tuple[str, str]:
    """Items done and their role: "2/4", "2/4!" where the rest holds a deal over its time; "" for no list."""
    if not work.total:
        return "", "soft"
    done = f"{work.done}/{work.total}"
    late = age_mark(deal, around)[1]
    return (f"{done}!", late) if work.open_required and late != "soft" else (done, "soft")


def _shared_out(
    deal: Deal, around: Surroundings, work: Progress, room: int
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The answers and the checklist: what stands beside the title, and what is left for the row below.

    `room` is what there is for the title and them.
    """
    room -= cells(clean(deal.title or "(no title)"))
    beside, left = [], []
    for text, role in ((glyph(deal, around.frameworks), "soft"), progress_mark(deal, around, work)):
        if text and cells(text) + 1 <= room:
            beside.append((text, role))
            room -= cells(text) + 1
        elif text:
            left.append((text, role))
    return tuple(beside), tuple(left)


def _title(deal: Deal, end: str, room: int, role: str, beside: Sequence[Span]) -> Row:
    taken = sum(cells(text) for text, _ in beside) + max(len(beside) - 1, 0)
    title = fit(deal.title or "(no title)", max(room - taken, 0))
    if not beside:
        return ((f"{title}{end}", role),)
    (first, its_role), *more = [(text, its if role == "title" else role) for text, its in beside]
    return (title, role), (first, its_role), *((f" {text}", its) for text, its in more), (end, role)


def _company(deal: Deal, around: Surroundings, inner: int, left: Sequence[Span]) -> Row:
    value = value_text(deal, around.currency, show_compact)
    room = inner - cells(value) - 1
    if room < 4:
        return ((fit(value, inner), "text"),)
    free = room - cells(clean(deal.company))
    shown: list[Span] = []
    for text, role in left:
        if cells(text) + 1 <= free:
            shown.append((f"{text} ", role))
            free -= cells(text) + 1
            room -= cells(text) + 1
    return ((fit(deal.company, room) + " ", "soft"), *shown, (value, "text"))


def _next_step(deal: Deal, around: Surroundings, inner: int) -> Row:
    age, age_role = age_mark(deal, around)
    owner = initials(deal.owner)
    touches = touches_text(deal.touches) if around.stage.phase == "pre" else ""
    wide = _step_texts(deal, around)
    for parts in ((touches, age, owner), ("", age, owner), ("", age, "")):
        right = sum(cells(part) + 1 for part in parts if part)
        text = next((one for one in wide if cells(one) + right <= inner), None)
        if text is not None:
            role = due_mark(deal, around.today, around.zone)[1]
            rest: list[Span] = [(f" {parts[0]}" if parts[0] else "", "soft"), (f" {age}", age_role)]
            rest.append((f" {parts[2]}" if parts[2] else "", "soft"))
            return (
                (text, role),
                (" " * (inner - cells(text) - right), "soft"),
                *(span for span in rest if span[0]),
            )
    return ((fit(wide[-1], inner), due_mark(deal, around.today, around.zone)[1]),)


def _step_texts(deal: Deal, around: Surroundings) -> tuple[str, ...]:
    """The next step in ever shorter words."""
    follow_up = deal.next_follow_up
    sign = due_mark(deal, around.today, around.zone)[0]
    if follow_up is None:
        return ("· no next step", "· no step") if deal.is_open else ("",)
    due = show_due(follow_up.due, around.today, around.zone)
    texts = (f"{sign} {cut(follow_up.kind, 8)} {due}", f"{sign} {due}")
    # "2d late" can do without its second word, and "tomorrow 14:00"; "8 Dec" cannot.
    first = due.partition(" ")[0]
    return texts if first.isdigit() else (*texts, f"{sign} {first}")


def _compact(deal: Deal, around: Surroundings, inner: int) -> Row:
    """Value, next step and age on one row."""
    sign, role = due_mark(deal, around.today, around.zone)
    value = value_text(deal, around.currency, show_compact)
    age, age_role = age_mark(deal, around)
    left = cut(f"{value or clean(deal.company) or '-'}", max(inner - cells(age) - 1, 1))
    room = inner - cells(left) - cells(age) - 1
    step = next(
        (one for one in _step_texts(deal, around) if cells(one) + 1 <= room), sign if room > 1 else ""
    )
    blank = inner - cells(left) - cells(step) - cells(age) - (1 if step else 0)
    parts: list[Span] = [(left, "text")]
    if step:
        parts.append((f" {step}", role))
    return (*parts, (" " * max(blank, 0), "soft"), (age, age_role))
