"""What has been worked out for the metrics screen so far, and which of it is old."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeboard.view import audit, comparison
from pipeboard.view.dialog import SOFT, paragraph
from pipeboard.view.funnel import funnel_lines
from pipeboard.view.metrics_frame import PageName
from pipeboard.view.metrics_page import Look, PageLine, page_lines
from pipeboard.view.metrics_work import Audited, BeforeAfter, Figures, Found


@dataclass(frozen=True, slots=True)
class Results:
    """The latest of each kind. What is not fresh is of another scope, or of the board as it was before."""

    figures: Figures | None = None
    change: BeforeAfter | None = None
    audited: Audited | None = None
    fresh: frozenset[PageName] = frozenset()

    def of(self, page: PageName) -> Found | None:
        """What a page shows."""
        if page == "audit":
            return self.audited
        return self.change if page == "change" else self.figures

    def with_found(self, found: Found) -> Results:
        """With what has just been worked out."""
        if isinstance(found, Figures):
            return replace(self, figures=found, fresh=self.fresh | {"report", "funnel"})
        if isinstance(found, Audited):
            return replace(self, audited=found, fresh=self.fresh | {"audit"})
        return replace(self, change=found, fresh=self.fresh | {"change"})

    def old(self) -> Results:
        """The same, all of it old."""
        return replace(self, fresh=frozenset())

    def lines(self, page: PageName, look: Look) -> tuple[PageLine, ...]:
        """The lines of a page; none as long as there is nothing."""
        if page == "change":
            return _change_lines(self.change, look) if self.change is not None else ()
        if page == "audit":
            return page_lines(audit.tables(self.audited.audit), look) if self.audited is not None else ()
        if self.figures is None:
            return ()
        against = self.figures.scope.period.previous().title
        look = replace(look, rates=self.figures.rates, against=against)
        if page == "funnel":
            return funnel_lines(self.figures, look)
        return page_lines(self.figures.blocks, look)


def _change_lines(found: BeforeAfter, look: Look) -> tuple[PageLine, ...]:
    if found.comparison is None:
        return tuple(PageLine(row) for row in paragraph(found.reason, look.width, SOFT))
    told = paragraph(comparison.title(found.comparison), look.width, SOFT)
    return (
        *(PageLine(row) for row in told),
        *([PageLine(())] if look.gaps else []),
        *page_lines(comparison.tables(found.comparison), look),
    )
