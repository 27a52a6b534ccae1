"""What is to happen next on a deal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeAlias

from pipeboard.domain.actions import CancelFollowUp
from pipeboard.domain.dates import show_due
from pipeboard.domain.deal import Deal
from pipeboard.domain.followup import FollowUp, local_day
from pipeboard.view.dialog import LATE, SOFT, TEXT, TODAY
from pipeboard.view.tabs.tab import Ask, Line, Shown, Tab, Target, add_line, lines_of, row_of, wrapped

if TYPE_CHECKING:
    from pipeboard.view.form import FormSpec

Make: TypeAlias = "Callable[[Deal, FollowUp, datetime], FormSpec]"
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
    add = add_line("plan a follow-up", width, _plan(deal), in_place=False)
    return [*lines, Line(row_of("", width)), add]


def _step(step: FollowUp, shown: Shown) -> list[Line]:
    deal, width, zone = shown.deal, shown.width, shown.board.zone
    day = local_day(step.due, zone)
    sign, role = ("!", LATE) if day < shown.today else ("●", TODAY) if day == shown.today else ("○", TEXT)
    owner = f" · {step.owner}" if step.owner else ""
    rows = [row_of(f"{sign} {step.kind} {show_due(step.due, shown.today, zone)}{owner}", width, role)]
    rows += wrapped(step.text, width, indent=_INDENT, first=_INDENT) if step.text else []
    target = Target(
        step.id,
        {
            "edit": _form("edit_follow_up", deal, step, in_place=True),
            "finish": _form("finish_follow_up", deal, step),
            "snooze": _form("snooze_follow_up", deal, step),
            "remove": CancelFollowUp(deal.id, step.id),
        },
    )
    return lines_of(rows, target)


def _form(name: str, deal: Deal, step: FollowUp, *, in_place: bool = False) -> Ask:
    def make(now: datetime) -> FormSpec:
        from pipeboard.view.forms import activity  # the forms wait until one is opened (20 ms)

        makers: dict[str, Make] = {
            "edit_follow_up": activity.edit_follow_up,
            "finish_follow_up": activity.finish_follow_up,
            "snooze_follow_up": activity.snooze_follow_up,
        }
        return makers[name](deal, step, now)

    return Ask(make, in_place)


def _plan(deal: Deal) -> Callable[[datetime], FormSpec]:
    def make(now: datetime) -> FormSpec:
        from pipeboard.view.forms.activity import plan_follow_up

        return plan_follow_up((deal,), now)

    return make


TAB: Final = Tab("Follow-ups", _lines)
