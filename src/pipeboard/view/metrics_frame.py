"""What stands around the metrics screen's pages: tabs, what is looked at, the banner, and the keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, TypeAlias

from pipeboard.view.card import Row, Span
from pipeboard.view.dialog import CHOSEN, LATE, SOFT, TODAY, Hint, columns, padded
from pipeboard.view.metrics_page import MIDDLE, WIDE
from pipeboard.view.metrics_scope import Scope, show_date, show_span
from pipeboard.view.metrics_work import Audited, BeforeAfter, Figures, Found
from pipeboard.view.text import cells, cut

PageName: TypeAlias = Literal["report", "funnel", "change", "audit"]
PAGES: Final[dict[PageName, tuple[str, str]]] = {
    "report": ("Report", "Report"),
    "funnel": ("Funnel", "Funnel"),
    "change": ("Before and after", "Before/after"),
    "audit": ("Audit", "Audit"),
}
"""Pages and what their tabs are called, on a wide screen and on a narrow one."""


def tabs_row(page: PageName, right: str, width: int) -> Row:
    """The tabs; the present one stands in brackets. At the right, if there is room, what they are about."""
    spans: list[Span] = []
    for name, titles in PAGES.items():
        title = titles[0 if width >= MIDDLE else 1]
        active = name == page
        spans.append((f"[{title}]" if active else f" {title} ", CHOSEN if active else SOFT))
        spans.append((" ", SOFT))
    left = sum(cells(text) for text, _ in spans)
    fits = right and left + cells(right) + 1 <= width
    return columns(tuple(spans), ((right, SOFT),) if fits else (), width)


def head_rows(page: PageName, found: Found, width: int) -> list[Row]:
    """Tabs, what narrows the figures, and what is amiss: a row each, as far as there is any."""
    against = ""
    if isinstance(found, Figures) and page == "report":
        span, before = show_span(found.scope.period), found.scope.period.previous().title
        against = f"{span}, against {before}" if width >= WIDE else f"against {before}"
    elif isinstance(found, Figures):
        against = show_span(found.scope.period)
    rows = [tabs_row(page, against, width)]
    narrowed = found.scope.words(found.board)
    if narrowed:
        rows.append(padded(((cut(f" {narrowed}", width), TODAY),), width))
    banners = found.banners if isinstance(found, Figures) else ()
    return [*rows, *(padded(((cut(f"! {one}", width), LATE),), width) for one in banners)]


def working_rows(page: PageName, width: int) -> list[Row]:
    """What stands there until there is something to show."""
    return [tabs_row(page, "", width), (), (("Working it out...", SOFT),)]


def title(page: PageName, found: Found | None, wanted: Scope) -> str:
    """The title of the whole: with the period that is shown, not yet the one that is worked out."""
    if page == "change":
        return "Metrics: before and after"
    if page == "audit":
        return "Metrics: audit"
    return f"Metrics: {(found.scope if found else wanted).period.title}"


def aside(found: Found | None, scope: Scope, width: int, *, old: bool) -> str:
    """What stands at the right of the title: whether the figures are old, or of which day they are.

    `scope` is what is being worked out.
    """
    if found is None:
        return ""
    if old:
        wanted = scope.period.title
        differs = found.scope.period.title != wanted
        return f"working out {wanted}..." if differs else "old; working it out..."
    if isinstance(found, Audited):
        count = found.audit.count
        return f"{count} gap{'s' if count != 1 else ''}"
    if isinstance(found, BeforeAfter):
        return ""
    counted = f"{found.count} deal{'s' if found.count != 1 else ''}"
    return f"{counted}, as of {show_date(found.seen)}" if width >= MIDDLE else counted


def hints(page: PageName, *, pipelines: int) -> tuple[Hint, ...]:
    """The keys of a page, the most useful first."""
    keys: list[Hint] = [("Enter", "deals"), ("Tab", "page")]
    if page == "change":
        keys += [("c", "day")]
    elif page != "audit":
        keys += [("[ ]", "period"), ("w m q y", "unit"), ("c", "from, to")]
    keys += [("f", "filter"), ("o", "owner"), ("s", "source")]
    keys += [("p", "pipeline")] if pipelines > 1 else []
    keys += [("b", "break down")] if page == "report" else []
    keys += [("a", "as of"), ("t", "target"), ("{ }", "section")]
    return tuple(keys)


def with_more(keys: Sequence[Hint], *, everything: bool) -> tuple[Hint, ...]:
    """The hints with the way out at the end, and with `?`, which shows those that do not fit."""
    more: Hint = ("?", "less" if everything else "keys")
    return (*keys[:2], more, *keys[2:], ("Esc", "close"))


def drill_hints(lists: int) -> tuple[Hint, ...]:
    """The keys of the deals behind a figure, in so many lists."""
    other: list[Hint] = [("Tab", "other deals")] if lists > 1 else []
    return (("Enter", "go to the deal"), *other, ("j k", "move"), ("Esc", "back"))
