"""What is to be done on a deal: its checklist in the stage, and the lists that every deal has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from pipeboard.domain.actions import Action, CheckItems, Undefine
from pipeboard.domain.checklist import Item, is_own, is_ready, items_of
from pipeboard.domain.deal import Deal
from pipeboard.view.checklist import READY, TITLES, count_text, lists_of, role_of, sign, who
from pipeboard.view.dialog import GOOD, SOFT, TITLE
from pipeboard.view.tabs.tab import Ask, Line, Shown, Tab, Target, Verb, add_line, lines_of, row_of, wrapped

if TYPE_CHECKING:
    from pipeboard.view.form import FormSpec

_DIGITS: Final = 9


def _lines(shown: Shown) -> list[Line]:
    deal, board, width = shown.deal, shown.board, shown.width
    lines = [Line(row_of(READY, width, GOOD)), Line(row_of("", width))] if is_ready(deal, board) else []
    number = 0
    for name in lists_of(deal):
        listed = items_of(deal, board, name)
        title = TITLES[name] if name else board.stage_of(deal).name
        lines.append(Line(row_of(f"{title}  {count_text(listed)}".rstrip(), width, TITLE)))
        for item in listed:
            number += 1
            lines.extend(_item(item, number if number <= _DIGITS else 0, shown))
        if not listed:
            lines.append(Line(row_of("Nothing is on this list.", width, SOFT)))
        if not name and shown.working:
            lines.append(add_line("add an item for this deal", width, _new(deal)))
        lines.append(Line(row_of("", width)))
    return lines[:-1]


def _item(item: Item, number: int, shown: Shown) -> list[Line]:
    deal, width = shown.deal, shown.width
    digit = f"{number} " if shown.working and number else ""
    start = 2 if shown.working else 0
    said = f" · {who(item, shown.today, shown.board.zone)}" if item.done else ""
    text = f"{digit}{sign(item)} {item.text}{said}"
    rows = wrapped(text, width, role_of(item), indent=start + 4, first=0 if digit else start)
    does: dict[Verb, Action | Ask] = {"toggle": CheckItems(deal.id, (item.id,), not item.done)}
    if is_own(item, deal, shown.board):
        does["remove"] = Undefine("check", item.id)
    return lines_of(rows, Target(item.id, does, number, f"check {item.id}", label=item.text))


def _new(deal: Deal) -> Callable[[datetime], FormSpec]:
    def make(now: datetime) -> FormSpec:
        from pipeboard.view.forms.content import new_item  # the forms wait until one is opened (20 ms)

        return new_item(deal)

    return make


TAB: Final = Tab("Checklist", _lines)
