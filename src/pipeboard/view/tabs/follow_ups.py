"""What is to happen next on a deal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from pipeboard.domain.actions import CancelFollowUp
from pipeboard.domain.board import Board
from pipeboard.domain.dates import show_due
from pipeboard.domain.deal import Deal
from pipeboard.domain.followup import FollowUp, local_day
from pipeboard.view.dialog import LATE, SOFT, TEXT, TODAY
from pipeboard.view.follow_ups import again
from pipeboard.view.tabs.tab import Ask, Line, Shown, Tab, Target, add_line, lines_of, row_of, wrapped

if TYPE_CHECKING:
    from pipeboard.view.form import FormSpec

_INDENT: Final = 3


def _lines(shown: Shown) -> list[Line]:
    deal, width = shown.deal, shown.width
    lines: list[Line] = []
    for step in deal.follow_ups:
        lines.extend([Line(row_of("", width))] if lines else [])
        lines.extend(_step(step, shown))
    if not lines:
        nothing = "No next step is planned." if deal.is_open else "Nothing is planned."
        lines.append(Line(row_of(nothing, width, TODAY if deal.is_open else SOFT)))
    if not shown.working:
        return lines
    add = add_line("plan a follow-up", width, _plan(deal, shown.board), in_place=False)
    return [*lines, Line(row_of("", width)), add]


def _step(step: FollowUp, shown: Shown) -> list[Line]:
    deal, width, zone = shown.deal, shown.width, shown.board.zone
    day = local_day(step.due, zone)
    sign, role = ("!", LATE) if day < shown.today else ("●", TODAY) if day == shown.today else ("○", TEXT)
    owner = f" · {step.owner}" if step.owner else ""
    rows = [row_of(f"{sign} {step.kind} {show_due(step.due, shown.today, zone)}{owner}", width, role)]
    for text, its_role in ((step.text, TEXT), (again(step, shown.board), SOFT)):
        rows += wrapped(text, width, its_role, indent=_INDENT, first=_INDENT) if text else []
    target = Target(
        step.id,
        {
            "edit": _form("edit", deal, step, shown.board, in_place=True),
            "finish": _form("finish", deal, step, shown.board),
            "snooze": _form("snooze", deal, step, shown.board),
            "remove": CancelFollowUp(deal.id, step.id),
        },
        field="follow-up due",
        of=step.id,
        label=f"Day of the {step.kind}",
    )
    return lines_of(rows, target)


def _form(name: str, deal: Deal, step: FollowUp, board: Board, *, in_place: bool = False) -> Ask:
    def make(now: datetime) -> FormSpec:
        from pipeboard.view.forms import activity  # the forms wait until one is opened (20 ms)

        if name == "finish":
            return activity.finish_follow_up(deal, step, now, board)
        return (activity.edit_follow_up if name == "edit" else activity.snooze_follow_up)(deal, step, now)

    return Ask(make, in_place)


def _plan(deal: Deal, board: Board) -> Callable[[datetime], FormSpec]:
    def make(now: datetime) -> FormSpec:
        from pipeboard.view.forms.activity import plan_follow_up

        return plan_follow_up((deal,), now, board)

    return make


TAB: Final = Tab("Follow-ups", _lines)
