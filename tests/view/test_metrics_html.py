"""The page of metrics is sound HTML that asks for nothing from elsewhere and takes no text for markup."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from html.parser import HTMLParser

import pytest

from metrics.fixture import QUARTER, World, first_quarter, moment
from pipeboard.domain import actions
from pipeboard.view.metrics_charts import MOST, Bar, Part, chart
from pipeboard.view.metrics_html import page

_VOID = frozenset(("meta",))
HOSTILE = '<script>alert("x")</script> & \x1b[31m"quoted" \u202eback'


@dataclass
class Page(HTMLParser):
    """What a browser would make of a page: its elements, their attributes and the text."""

    tags: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str]] = field(default_factory=list)
    words: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self._open or self._open[-1] != "style":
            self.words += f" {data}"

    @property
    def is_whole(self) -> bool:
        return not self._open


def read(html: str) -> Page:
    """The page, which must be balanced."""
    found = Page()
    found.feed(html)
    found.close()
    assert found.is_whole
    return found


@pytest.fixture(scope="module")
def world() -> World:
    """The first quarter, with names that would break a careless page."""
    world = first_quarter()
    world.do(actions.SetBoard({"name": HOSTILE}))
    world.do(actions.EditStage("s4", {"name": f"Offer {HOSTILE}"}))
    lost = [("s1", "02-20"), (f"lost: {HOSTILE}", "03-02")]
    world.deal("D12", 100, lost, source=HOSTILE, owner=HOSTILE)
    world.do(actions.EditDeals((world.ids["D5"],), {"close": datetime(2026, 5, 1, tzinfo=UTC).date()}))
    return world


@pytest.fixture(scope="module")
def html(world: World) -> str:
    return page(world.report(), world.report(QUARTER.previous()), HOSTILE)


def test_every_element_is_closed_and_none_of_them_acts(html: str) -> None:
    """No script, link, image, frame or form."""
    found = read(html)
    assert not set(found.tags) & {"script", "link", "img", "iframe", "object", "form", "a", "base", "use"}
    assert not [name for name, _ in found.attributes if name.startswith("on") or name in ("href", "src")]
    assert found.tags.count("figure") == 3


def test_nothing_is_fetched(html: str) -> None:
    """No address anywhere, and a policy that would forbid one."""
    assert not re.search(r"https?:|//\w|url\(|@import|@font-face", html)
    assert "default-src 'none'" in html


def test_what_people_typed_is_text(html: str) -> None:
    """In the title, the head, charts and tables; characters that act on a terminal are gone."""
    assert "<script" not in html
    found = read(html)
    assert found.words.count('<script>alert("x")</script> &') >= 5
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", html)
    assert any(name == "aria-label" for name, _ in found.attributes)


def test_figures_stand_with_their_number_of_cases_and_their_change(html: str) -> None:
    """As on the command line."""
    words = re.sub(r"\s+", " ", read(html).words)
    assert "39 000 EUR" in words
    assert "n=3" in words
    assert "changes are against Q4 2025" in words
    assert "as of 2026-03-31" in words
    assert "Bottleneck: S1, 77.8% of 9 go on." in words


def test_a_board_without_deals_has_a_page_too(world: World) -> None:
    """Without charts, and with a dash where there is nothing to tell."""
    found = read(page(world.report(keep=lambda _: False)))
    assert "figure" not in found.tags
    assert "Win rate by value - 0" in " ".join(found.words.split())


def test_a_report_as_of_a_day_says_that_day(world: World) -> None:
    """Not the midnight at which the day ends."""
    assert "as of 2026-02-28" in page(world.report(as_of=moment("03-01")))


def test_bars_are_never_longer_than_their_place() -> None:
    """Nor shorter than nothing; what is left out of a long chart is told."""
    looks = (Part("strong", Fraction(3)), Part("light", Fraction(-1)))
    drawn = chart([Bar("x", looks, "y")] * (MOST + 4), "about")
    found = read(drawn)
    assert found.tags.count("li") == found.tags.count("i") == MOST
    assert {value for name, value in found.attributes if name == "style"} == {"width:100%"}
    assert "and 4 more" in found.words


def test_money_is_shown_as_it_is_counted(world: World) -> None:
    """The value of a month is the sum of its deals."""
    words = read(page(world.report())).words
    assert "8k EUR" in words
    assert world.report().figures["won_value"].value == Decimal(39000)
