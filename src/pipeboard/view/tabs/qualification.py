"""What is known of a deal by its framework, criterion by criterion."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from pipeboard.domain.actions import EditDeals, QualifyDeals
from pipeboard.domain.deal import Deal
from pipeboard.domain.frameworks import (
    UNKNOWN,
    Criterion,
    Framework,
    framework_among,
    frameworks,
    next_answer,
)
from pipeboard.domain.qualification import answer_name
from pipeboard.view.card import Row
from pipeboard.view.dialog import SOFT, TEXT, TITLE
from pipeboard.view.glyph import glyph
from pipeboard.view.qualification import ROLES, answered_by, day_of
from pipeboard.view.scoring import scoring_lines
from pipeboard.view.tabs.tab import Ask, Line, Shown, Tab, Target, Verb, lines_of, row_of, wrapped

if TYPE_CHECKING:
    from pipeboard.domain.actions import Action
    from pipeboard.view.form import FormSpec

_INDENT: Final = 3
_DIGITS: Final = 9


def _lines(shown: Shown) -> list[Line]:
    deal, width = shown.deal, shown.width
    known = frameworks(shown.board)
    framework = framework_among(known, deal.framework, deal.answers)
    signs = glyph(deal, known)
    title = f"{framework.title}  {signs}" if signs else framework.title
    lines = [Line(row_of(title, width, TITLE))]
    for place, criterion in enumerate(framework.criteria, 1):
        lines.append(Line(row_of("", width)))
        lines.extend(_criterion(framework, criterion, place if place <= _DIGITS else 0, shown))
    lines.append(Line(row_of("", width)))
    for name, moment in (("MQL", deal.mql), ("SQL", deal.sql)):
        since = f"since {day_of(moment, shown.today, shown.board.zone)}" if moment else "not yet"
        mark = QualifyDeals((deal.id,), marks=(name.lower(),))
        target = None if moment else Target(name, {"toggle": mark})
        lines.append(Line(row_of(f"{name} {since}", width, TEXT if moment else SOFT), target))
    following = _following(list(known), framework.id)
    if shown.working and following:
        toggle = QualifyDeals((deal.id,), following)
        target = Target("framework", {"toggle": toggle}, field="framework", label="Framework")
        lines.extend(
            [Line(row_of("", width)), Line(row_of(f"Framework: {framework.title}", width, SOFT), target)]
        )
    return [*lines, Line(row_of("", width)), *_score(shown)]


def _score(shown: Shown) -> list[Line]:
    """The score, which can be set by hand, with its rules, and the fit."""
    deal, board = shown.deal, shown.board

    def make(now: datetime) -> FormSpec:
        from pipeboard.view.forms.field import deal_field  # the forms wait until one is opened (20 ms)

        return deal_field(deal, "score_override", board, now)

    does: dict[Verb, Action | Ask] = {"edit": Ask(make, word="set by hand")}
    if deal.score_override is not None:
        does["remove"] = EditDeals((deal.id,), {"score_override": None})
    head, *rest = scoring_lines(deal, board, shown.today, shown.width)
    return [Line(head, Target("score", does)), *lines_of(rest)]


def _criterion(framework: Framework, criterion: Criterion, number: int, shown: Shown) -> list[Line]:
    deal, width = shown.deal, shown.width
    known = deal.answers_in(framework.id).get(criterion.id)
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
    does: dict[Verb, Action | Ask] = {"toggle": following, "edit": _note(deal, criterion)}
    field = answer_name(framework.id, criterion.id)
    target = Target(criterion.id, does, number, field, label=criterion.title)
    return lines_of(rows, target)


def _following(names: list[str], framework: str) -> str:
    """The next framework of the board; "" when there is no other."""
    if framework not in names:
        return names[0] if names else ""
    return names[(names.index(framework) + 1) % len(names)] if len(names) > 1 else ""


def _note(deal: Deal, criterion: Criterion) -> Ask:
    def make(now: datetime) -> FormSpec:
        from pipeboard.view.forms.field import criterion_note  # as above

        return criterion_note(deal, criterion)

    return Ask(make, word="note")


TAB: Final = Tab("Qualification", _lines)
