"""All about one deal, as lines under tabs: what the panel beside the board shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Final, Protocol

from pipeboard.domain.board import Board
from pipeboard.domain.dates import show_age, show_day, show_due
from pipeboard.domain.deal import Deal
from pipeboard.domain.followup import local_day
from pipeboard.domain.money import show_money
from pipeboard.domain.order import urgency
from pipeboard.view.card import Row, Span, Surroundings, age_mark, touches_text, value_text
from pipeboard.view.qualification import marks_text, overview, qualification_lines
from pipeboard.view.scoring import figures
from pipeboard.view.text import cells, clean, cut, fit, wrap

TABS: Final = ("Overview", "Qualification", "Timeline", "Notes")
_LABEL: Final = 11
_NOTE: Final = "note.added"


class Entry(Protocol):
    """One thing that happened to a deal, in words; the newest come first."""

    @property
    def at(self) -> datetime: ...
    @property
    def by(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Detail:
    """A deal's panel: the fixed head and the lines that scroll under it, each exactly `width` cells."""

    head: tuple[Row, ...]
    lines: tuple[Row, ...]

    def rows(self, height: int, top: int) -> tuple[Row, ...]:
        """What fits in so many rows, scrolled down by `top` lines."""
        return (*self.head, *self.lines[top : top + max(height - len(self.head), 0)])[:height]

    def furthest(self, height: int) -> int:
        """The most that it can be scrolled."""
        return max(len(self.lines) - max(height - len(self.head), 1), 0)


def detail(
    deal: Deal | None, board: Board, today: date, entries: Sequence[Entry], *, tab: int, width: int
) -> Detail:
    """The panel of a deal in so many cells; a hint when there is no deal under the cursor."""
    if deal is None:
        return Detail((_line("", width, "panel"),), (_line("No deal here.", width, "panel soft"),))
    head = (
        _line(deal.title or "(no title)", width, "panel title"),
        _line(_where(deal, board), width, "panel soft"),
        _tabs(tab, width),
        (("─" * width, "panel rule"),),
    )
    makers = (_overview, _qualification, _timeline, _notes)
    return Detail(head, tuple(makers[tab](deal, board, today, entries, width)))


def summary(deal: Deal, board: Board) -> str:
    """A deal on one line, for the clipboard."""
    value = value_text(deal, board.settings.currency)
    parts = (deal.title, deal.company, value, board.stage_of(deal).name, deal.owner)
    return " · ".join(clean(part) for part in parts if part)


def _where(deal: Deal, board: Board) -> str:
    stage = board.stage_of(deal)
    status = "" if deal.status == "open" else f" · {deal.status}"
    return f"{deal.company} · {stage.name}{status}" if deal.company else f"{stage.name}{status}"


def _tabs(tab: int, width: int) -> Row:
    spans: list[Span] = [(" ", "panel soft")]
    for index, name in enumerate(TABS):
        spans.append((f" {name} ", "panel tab active" if index == tab else "panel tab"))
    used = sum(cells(text) for text, _ in spans)
    if used > width:
        return ((fit(f" {TABS[tab]} ({tab + 1} of {len(TABS)})", width), "panel title"),)
    return (*spans, (" " * (width - used), "panel soft"))


def _overview(deal: Deal, board: Board, today: date, entries: Sequence[Entry], width: int) -> list[Row]:
    zone = board.zone
    stage = board.stage_of(deal)
    around = Surroundings(stage, today, zone, board.settings.currency)
    lines: list[Row] = []
    if deal.notice:
        lines.extend(_wrapped(f"↺ {deal.notice}", width, "panel today"))
    for conflict in deal.conflicts:
        shown, other = board.sides(conflict)
        said = f"≠ {conflict.field}: {shown} ({conflict.shown_by}) or {other} ({conflict.other_by})"
        lines.extend(_wrapped(said, width, "panel late"))
    value = value_text(deal, board.settings.currency)
    lines.extend(_field("Value", value or "unknown", width))
    if deal.value is not None and deal.is_open and stage.phase == "pre":
        weighted = show_money(deal.value * stage.probability / 100, deal.currency or board.settings.currency)
        lines.extend(_field("Weighted", f"{weighted} ({stage.probability}%)", width, "panel soft"))
    lines.extend(_follow_ups(deal, today, zone, width))
    lines.extend(_field("Owner", deal.owner or "nobody", width))
    lines.extend(_field("Close", _close(deal, today, zone), width, _close_role(deal, today)))
    age, role = age_mark(deal, around)
    over = f" of {stage.days}" if stage.days else ""
    lines.extend(_field("In stage", f"{age}{over}", width, f"panel {role}"))
    lines.extend(_field("Touches", touches_text(deal.touches) + _last_touch(deal, today, zone), width))
    for label, text in (
        overview(deal, board),
        ("Marks", marks_text(deal, today, zone)),
        *figures(deal, board, today),
        ("Priority", "" if deal.priority == "normal" else deal.priority),
        ("Tags", " ".join(f"#{tag}" for tag in deal.tags)),
        ("Source", " / ".join(part for part in (deal.source, deal.channel) if part)),
        ("Reason", deal.reason),
        ("Lesson", deal.lesson),
        ("Revisit", show_day(deal.revisit, today) if deal.revisit else ""),
        *deal.custom.items(),
    ):
        if text:
            lines.extend(_field(label, text, width))
    for contact in deal.contacts:
        lines.append(_line("", width, "panel"))
        lines.extend(
            _wrapped(f"{contact.name}{f', {contact.role}' if contact.role else ''}", width, "panel title")
        )
        lines.extend(row for text in (contact.email, contact.phone) if text for row in _wrapped(text, width))
    return lines


def _follow_ups(deal: Deal, today: date, zone: tzinfo, width: int) -> list[Row]:
    if not deal.follow_ups:
        return _field("Next", "no next step planned", width, "panel today") if deal.is_open else []
    lines: list[Row] = []
    for index, one in enumerate(deal.follow_ups):
        late = urgency(deal, today, zone) if index == 0 else 4
        role = {1: "panel late", 2: "panel today"}.get(late, "panel")
        sign = {1: "! ", 2: "● "}.get(late, "")
        said = f"{sign}{one.kind} {show_due(one.due, today, zone)}{f': {one.text}' if one.text else ''}"
        lines.extend(_field("Next" if index == 0 else "then", said, width, role))
    return lines


def _close(deal: Deal, today: date, zone: tzinfo) -> str:
    if deal.closed is not None:
        return f"{deal.status} {show_day(local_day(deal.closed, zone), today)}"
    return show_day(deal.close, today) + (", past" if deal.close < today else "") if deal.close else "no date"


def _close_role(deal: Deal, today: date) -> str:
    if deal.status == "won":
        return "panel good"
    return "panel late" if deal.is_open and deal.close and deal.close < today else "panel"


def _last_touch(deal: Deal, today: date, zone: tzinfo) -> str:
    if deal.last_touch is None:
        return ""
    days = (today - local_day(deal.last_touch, zone)).days
    return ", last today" if days <= 0 else f", last {show_age(days)} ago"


def _qualification(deal: Deal, board: Board, today: date, _entries: Sequence[Entry], width: int) -> list[Row]:
    return qualification_lines(deal, board, today, width)


def _timeline(deal: Deal, board: Board, today: date, entries: Sequence[Entry], width: int) -> list[Row]:
    lines: list[Row] = []
    day: date | None = None
    for entry in entries:
        its_day = local_day(entry.at, board.zone)
        if its_day != day:
            day = its_day
            lines.append(_line(show_day(day, today), width, "panel title"))
        by = f" · {entry.by}" if entry.by else ""
        said = f"{entry.at.astimezone(board.zone):%H:%M} {entry.text}{by}"
        lines.extend(_wrapped(said, width, "panel", indent=6))
    return lines or [_line("Nothing yet.", width, "panel soft")]


def _notes(deal: Deal, board: Board, today: date, entries: Sequence[Entry], width: int) -> list[Row]:
    lines: list[Row] = []
    for entry in (one for one in entries if one.kind == _NOTE):
        when = show_day(local_day(entry.at, board.zone), today)
        lines.append(_line(f"{when} · {entry.by}" if entry.by else when, width, "panel soft"))
        lines.extend(_wrapped(entry.text.removeprefix("Note: "), width))
        lines.append(_line("", width, "panel"))
    return lines or [_line("No notes yet.", width, "panel soft")]


def _field(label: str, text: str, width: int, role: str = "panel") -> list[Row]:
    """A label and its text, wrapped beside it."""
    first, *rest = wrap(text, width - _LABEL - 2) or [""]
    rows: list[Row] = [((" " + fit(label, _LABEL), "panel soft"), (fit(first, width - _LABEL - 1), role))]
    rows.extend(((" " * (_LABEL + 1) + fit(line, width - _LABEL - 1), role),) for line in rest)
    return rows


def _wrapped(text: str, width: int, role: str = "panel", indent: int = 0) -> list[Row]:
    lines = wrap(text, width - 2 - indent)
    if indent and lines:
        lines = wrap(text, width - 2)[:1] if len(lines) == 1 else _hanging(text, width - 2, indent)
    return [_line(line, width, role) for line in lines]


def _hanging(text: str, width: int, indent: int) -> list[str]:
    first, *_ = wrap(text, width)
    rest = " ".join(wrap(text, width)[1:])
    return [first, *(" " * indent + line for line in wrap(rest, width - indent) if line)]


def _line(text: str, width: int, role: str) -> Row:
    return ((" " + fit(cut(text, width - 2), width - 1), role),)
