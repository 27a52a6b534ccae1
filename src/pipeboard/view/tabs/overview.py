"""The deal itself: at a glance while the panel follows the cursor, every field while it is worked in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Final

from pipeboard.domain.actions import EditDeals
from pipeboard.domain.board import Board
from pipeboard.domain.dates import show_age, show_day, show_due
from pipeboard.domain.deal import Deal
from pipeboard.domain.disputes import disputes_of
from pipeboard.domain.fields import CUSTOM, DEAL, field_of
from pipeboard.domain.followup import local_day
from pipeboard.domain.money import show_money
from pipeboard.domain.order import urgency
from pipeboard.domain.pricing import converted_words, price_words
from pipeboard.view import proposals
from pipeboard.view.card import Row, Surroundings, age_mark, touches_text, value_text
from pipeboard.view.dialog import LATE, SOFT, TEXT, TODAY
from pipeboard.view.follow_ups import step_words
from pipeboard.view.outcome import links, outcome_facts, people_warning
from pipeboard.view.playbook import deal_facts
from pipeboard.view.qualification import marks_text, overview
from pipeboard.view.scoring import figures
from pipeboard.view.tabs.contacts import contact_lines
from pipeboard.view.tabs.tab import (
    Ask,
    Line,
    Shown,
    Tab,
    Target,
    Verb,
    add_line,
    field_rows,
    lines_of,
    row_of,
    wrapped,
)
from pipeboard.view.text import cells, fit, wrap
from pipeboard.view.values import choices_of, following, shown_text, value_of

if TYPE_CHECKING:
    from pipeboard.domain.actions import Action
    from pipeboard.view.form import FormSpec

GROUPS: Final = (
    ("title", "company", "owner", "priority", "tags"),
    ("value", "currency", "list_price", "floor", "probability"),
    ("close", "decision", "trial_end", "renewal", "review"),
    ("source", "channel", "motion", "segment", "competitor", "quotes", "pains", "buying"),
    ("promises", "receiver", "handover_accepted", "satisfaction", "satisfaction_note"),
)
"""Fields that stand together; those that are in no group follow in one of their own."""
ELSEWHERE: Final = frozenset(("rank", "framework", "external_id", "origin", "revisit"))
"""Fields that are not typed: a key, another tab, a close, an import or a further deal gives them a value."""
_AT_A_GLANCE: Final = frozenset(
    (
        *("title", "company", "value", "currency", "owner", "close", "priority", "tags", "source", "channel"),
        *("competitor", "review", "promises", "receiver", "handover_accepted"),
        *("satisfaction", "satisfaction_note", "relation", "score_override"),
    )
)
"""What the glance shows in words of its own."""
_LABEL: Final = 13
"""Cells of a label at a glance; what stands beside a longer one begins later."""


def _lines(shown: Shown) -> list[Line]:
    return _every_field(shown) if shown.working else _glance(shown)


# Worked in


def _every_field(shown: Shown) -> list[Line]:
    deal, width = shown.deal, shown.width
    lines = lines_of(_warnings(deal, shown.board, width))
    grouped = {name for group in GROUPS for name in group}
    others = tuple(name for name in DEAL if name not in grouped and name not in ELSEWHERE)
    custom = tuple(f"{CUSTOM}{name}" for name in deal.custom)
    for group in (*GROUPS, others, custom):
        names = [name for name in group if field_of(DEAL, name) is not None]
        lines.extend([Line(row_of("", width))] if lines and names else [])
        for name in names:
            lines.extend(_field_lines(name, shown))
    closing = [
        *deal_facts(deal, shown.board, shown.today),
        ("Reason", deal.reason),
        ("Lesson", deal.lesson),
        ("Revisit", _day(deal.revisit, shown.today)),
    ]
    closing.extend(links(deal, shown.board))
    told = [row for label, text in closing if text for row in field_rows(label, text, width, SOFT)]
    lines.extend(lines_of([row_of("", width), *told]) if told else [])
    return [*lines, Line(row_of("", width)), add_line("another field", width, _another(deal, shown.board))]


def _field_lines(name: str, shown: Shown) -> list[Line]:
    deal, board = shown.deal, shown.board
    field = field_of(DEAL, name)
    assert field is not None, "its caller has looked"
    value = value_of(deal, name)
    does: dict[Verb, Action | Ask] = {"edit": _change(deal, name, board)}
    if field.choices:
        does["toggle"] = EditDeals((deal.id,), {name: following(choices_of(field), str(value or "")) or None})
    if value not in (None, "", ()) and not field.required:
        does["remove"] = EditDeals((deal.id,), {name: None})
    role = "panel title" if name == "title" else LATE if _is_past(name, deal, shown.today) else TEXT
    rows = field_rows(field.title, shown_text(name, value, deal, board, shown.today), shown.width, role)
    return lines_of(rows, Target(name, does, field=name, label=field.title))


def _is_past(name: str, deal: Deal, today: date) -> bool:
    return name == "close" and deal.is_open and deal.close is not None and deal.close < today


def _change(deal: Deal, name: str, board: Board) -> Ask:
    def make(now: datetime) -> FormSpec:
        from pipeboard.view.forms.field import deal_field  # the forms wait until one is opened (20 ms)

        return deal_field(deal, name, board, now)

    return Ask(make)


def _another(deal: Deal, board: Board) -> Callable[[datetime], FormSpec]:
    def make(now: datetime) -> FormSpec:
        from pipeboard.view.forms.field import another_field

        return another_field(deal, board)

    return make


# At a glance


def _glance(shown: Shown) -> list[Line]:
    deal, board, today, width = shown.deal, shown.board, shown.today, shown.width
    stage = board.stage_of(deal)
    around = Surroundings(stage, today, board.zone, board.settings.currency)
    rows = _warnings(deal, board, width)
    rows.extend(_field("Value", value_text(deal, board.settings.currency) or "unknown", width))
    (against, below), converted = price_words(deal, board), converted_words(deal, board)
    rows.extend(_field("", f"= {converted}", width, SOFT) if converted else [])
    rows.extend(_field("", against, width, SOFT) if against else [])
    rows.extend(_field("", f"! {below}", width, LATE) if below else [])
    if deal.value is not None and deal.is_open and stage.phase == "pre":
        weighted = show_money(deal.value * stage.probability / 100, deal.currency or board.settings.currency)
        rows.extend(_field("Weighted", f"{weighted} ({stage.probability}%)", width, SOFT))
    rows.extend(_follow_ups(deal, board, today, width))
    for label, text in deal_facts(deal, board, today):
        rows.extend(_field(label, text, width) if text else [])
    rows.extend(_field("Owner", deal.owner or "nobody", width))
    if warning := people_warning(deal, board):
        rows.extend(_field("People", warning, width, TODAY))
    rows.extend(_field("Close", _close(shown), width, _close_role(deal, today)))
    age, role = age_mark(deal, around)
    over = f" of {stage.days}" if stage.days else ""
    rows.extend(_field("In stage", f"{age}{over}", width, f"panel {role}"))
    rows.extend(_field("Touches", touches_text(deal.touches) + _last_touch(deal, today, board.zone), width))
    for label, text in _where_known(shown):
        if text:
            rows.extend(_field(label, text, width))
    lines = lines_of(rows)
    for contact in deal.contacts:
        lines.extend([Line(row_of("", width)), *contact_lines(contact, width)])
    return lines


def _where_known(shown: Shown) -> Iterator[tuple[str, str]]:
    """Labels and texts of what is shown only where there is something to show."""
    deal, board, today = shown.deal, shown.board, shown.today
    yield proposals.overview(deal, board, today)
    yield overview(deal, board)
    yield "Marks", marks_text(deal, today, board.zone)
    yield from figures(deal, board, today)
    yield "Priority", "" if deal.priority == "normal" else deal.priority
    yield "Tags", " ".join(f"#{tag}" for tag in deal.tags)
    yield "Source", " / ".join(part for part in (deal.source, deal.channel) if part)
    for name, field in DEAL.items():
        if name not in _AT_A_GLANCE and name not in ELSEWHERE:
            yield field.title, shown_text(name, value_of(deal, name), deal, board, today)
    yield "Reason", deal.reason
    yield "Lesson", deal.lesson
    yield "Revisit", _day(deal.revisit, today)
    yield from outcome_facts(deal, board, today)
    yield from deal.custom.items()


def _warnings(deal: Deal, board: Board, width: int) -> list[Row]:
    """What came about elsewhere and should be known before anything else."""
    rows = wrapped(f"↺ {deal.notice}", width, TODAY) if deal.notice else []
    for one in disputes_of(deal, board):
        rows.extend(wrapped(f"≠ {one.what}: {one.choice}", width, LATE))
    return rows


def _follow_ups(deal: Deal, board: Board, today: date, width: int) -> list[Row]:
    zone = board.zone
    if not deal.steps:
        return _field("Next", "no next step planned", width, TODAY) if deal.is_open else []
    rows: list[Row] = []
    for index, one in enumerate(deal.steps):
        late = urgency(deal, today, zone) if index == 0 else 4
        role = {1: LATE, 2: TODAY}.get(late, TEXT)
        sign = {1: "! ", 2: "● "}.get(late, "")
        words = step_words(one, board)
        said = f"{sign}{one.kind} {show_due(one.due, today, zone)}{f': {words}' if words else ''}"
        rows.extend(_field("Next" if index == 0 else "then", said, width, role))
    return rows


def _close(shown: Shown) -> str:
    deal, board, today = shown.deal, shown.board, shown.today
    if deal.closed is not None:
        return f"{deal.status} {show_day(local_day(deal.closed, board.zone), today)}"
    return shown_text("close", deal.close, deal, board, today) or "no date"


def _close_role(deal: Deal, today: date) -> str:
    if deal.status == "won":
        return "panel good"
    return LATE if _is_past("close", deal, today) else TEXT


def _last_touch(deal: Deal, today: date, zone: tzinfo) -> str:
    if deal.last_touch is None:
        return ""
    days = (today - local_day(deal.last_touch, zone)).days
    return ", last today" if days <= 0 else f", last {show_age(days)} ago"


def _day(day: date | None, today: date) -> str:
    return show_day(day, today) if day else ""


def _field(label: str, text: str, width: int, role: str = TEXT) -> list[Row]:
    """A short label and its text, wrapped beside it."""
    room = max(_LABEL, min(cells(label) + 1, width * 2 // 5))
    first, *rest = wrap(text, width - room - 2) or [""]
    if rest and room > _LABEL:
        rest = wrap(" ".join(rest), width - _LABEL - 2)
    rows: list[Row] = [((f" {fit(label, room - 1)} ", SOFT), (fit(first, width - room - 1), role))]
    rows.extend(((" " * (_LABEL + 1) + fit(line, width - _LABEL - 1), role),) for line in rest)
    return rows


TAB: Final = Tab("Overview", _lines)
