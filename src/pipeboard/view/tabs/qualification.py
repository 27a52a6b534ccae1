"""What is known of a deal by its framework, criterion by criterion."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from pipeboard.domain.actions import QualifyDeals
from pipeboard.domain.deal import Deal
from pipeboard.domain.frameworks import UNKNOWN, Criterion, framework_of, frameworks, next_answer
from pipeboard.view.card import Row
from pipeboard.view.dialog import SOFT, TEXT, TITLE
from pipeboard.view.glyph import glyph
from pipeboard.view.qualification import ROLES, answered_by, day_of
from pipeboard.view.tabs.tab import Ask, Line, Shown, Tab, Target, lines_of, row_of, wrapped

if TYPE_CHECKING:
    from pipeboard.view.form import FormSpec

_INDENT: Final = 3
_DIGITS: Final = 9


def _lines(shown: Shown) -> list[Line]:
    deal, width = shown.deal, shown.width
    framework = framework_of(deal.framework, deal.answers)
    signs = glyph(deal)
    title = f"{framework.title}  {signs}" if signs else framework.title
    lines = [Line(row_of(title, width, TITLE))]
    for place, criterion in enumerate(framework.criteria, 1):
        lines.append(Line(row_of("", width)))
        lines.extend(_criterion(criterion, place if place <= _DIGITS else 0, shown))
    lines.append(Line(row_of("", width)))
    for name, moment in (("MQL", deal.mql), ("SQL", deal.sql)):
        since = f"since {day_of(moment, shown.today, shown.board.zone)}" if moment else "not yet"
        mark = QualifyDeals((deal.id,), marks=(name.lower(),))
        target = None if moment else Target(name, {"toggle": mark})
        lines.append(Line(row_of(f"{name} {since}", width, TEXT if moment else SOFT), target))
    following = _following(framework.id)
    if shown.working and following:
        target = Target("framework", {"toggle": QualifyDeals((deal.id,), following)})
        lines.extend(
            [Line(row_of("", width)), Line(row_of(f"Framework: {framework.title}", width, SOFT), target)]
        )
    return lines


def _criterion(criterion: Criterion, number: int, shown: Shown) -> list[Line]:
    deal, width = shown.deal, shown.width
    framework = deal.framework
    known = deal.answers_in(framework).get(criterion.id)
    answer = known.answer if known else UNKNOWN
    digit = f"{number} " if shown.working and number else ""
    rows: list[Row] = [
        row_of(f"{digit}{criterion.letter}  {criterion.title}: {answer}", width, ROLES[answer]),
    ]
    indent = _INDENT + len(digit)
    if known and known.note:
        rows.extend(wrapped(known.note, width, indent=indent, first=indent))
    said = answered_by(known, shown.today, shown.board.zone) if known else criterion.question
    rows.extend(wrapped(said, width, SOFT, indent=indent, first=indent) if said else [])
    following = QualifyDeals((deal.id,), answers={criterion.id: next_answer(answer)})
    target = Target(criterion.id, {"toggle": following, "edit": _note(deal, criterion)}, number)
    return lines_of(rows, target)


def _following(framework: str) -> str:
    """The next framework of those that ship; "" when there is no other."""
    names = list(frameworks())
    if framework not in names:
        return names[0]
    return names[(names.index(framework) + 1) % len(names)] if len(names) > 1 else ""


def _note(deal: Deal, criterion: Criterion) -> Ask:
    def make(now: datetime) -> FormSpec:
        from pipeboard.view.forms.field import criterion_note  # the forms wait until one is opened (20 ms)

        return criterion_note(deal, criterion)

    return Ask(make, word="note")


TAB: Final = Tab("Qualification", _lines)
