"""All about a stage, as people read it on any width."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from histories import Replica, team
from pipeboard.domain import actions
from pipeboard.domain.values import Changes
from pipeboard.view.about_stage import about_rows, about_stage, content_of
from pipeboard.view.layout import row_text
from pipeboard.view.stage_content import KINDS, content_rows, content_words, kinds_row
from pipeboard.view.text import cells

TODAY = datetime(2026, 11, 23, tzinfo=UTC).date()


@pytest.fixture
def ann() -> Replica:
    """A stage that says everything."""
    ann = team()[0]
    texts = {"goal": "Find out whether there is a problem that pays.", "role": "Partner", "tools": "phone"}
    ann.do(actions.EditStage("lead", {**texts, "days": 7, "idle": 1, "offer": True}))
    content: tuple[tuple[str, Changes], ...] = (
        ("check", {"text": "Budget known", "list": "stage:lead", "required": True}),
        ("material", {"title": "Price list", "stage": "lead", "url": "https://example.com/prices"}),
        ("material", {"title": "Old story", "stage": "lead", "reviewed": TODAY - timedelta(days=400)}),
        ("material", {"title": "Nobody knows where", "stage": "lead"}),
        (
            "challenge",
            {"text": "They only want a rate", "stage": "lead", "remedy": "Say what the rate buys."},
        ),
        ("challenge", {"text": "They wait", "stage": "qualified"}),
    )
    for kind, fields in content:
        ann.do(actions.Define(kind, fields))
    return ann


def page(ann: Replica, stage: str, width: int) -> list[str]:
    rows = about_rows(about_stage(ann.board.stages[stage], ann.board, TODAY), width)
    assert max(cells(row_text(row)) for row in rows) <= width
    return [row_text(row).rstrip() for row in rows]


def test_a_stage_says_all_that_is_its_own(ann: Replica) -> None:
    """Part by part, the parts without a text left out; a review of long ago is told."""
    assert page(ann, "lead", 80) == [
        " Goal         Find out whether there is a problem that pays.",
        " Role         Partner",
        " Tools        phone",
        " Figures      10% chance, target 7 days, idle after 1 day, an offer is made",
        " Checklist    • Budget known (required)",
        " Materials    • Price list",
        "                https://example.com/prices · never reviewed",
        "              • Old story",
        "                reviewed 19 Oct 2025, look at it again",
        "              • Nobody knows where",
        " Challenges   • They only want a rate",
        "              → Say what the rate buys.",
    ]
    assert page(ann, "delivery", 80) == [" Figures      after the win"]


def test_a_narrow_page_has_the_names_above(ann: Replica) -> None:
    """And nothing is cut."""
    narrow = page(ann, "lead", 30)
    assert narrow[:5] == [" Goal", "  Find out whether there is a", "  problem that pays.", "", " Role"]


@pytest.mark.parametrize("width", [30, 56, 84])
def test_the_lists_of_a_stage_can_be_edited_on_any_width(ann: Replica, width: int) -> None:
    """Every row just as wide; the words below tell at length what the highlighted one says."""
    stage = ann.board.stages["lead"]
    assert [len(content_of(ann.board, stage, kind)) for kind in KINDS] == [1, 3, 1]
    assert cells(row_text(kinds_row(ann.board, stage, "check", width))) == width
    for kind, told in (
        ("check", "those that come in"),
        ("material", "never reviewed"),
        ("challenge", "rate buys"),
    ):
        listed = content_of(ann.board, stage, kind)
        rows = content_rows(listed, TODAY, 0, width, 0, 5)
        assert [cells(row_text(row)) for row in rows] == [width] * len(listed)
        words = content_words(listed[0], kind, TODAY, width)
        assert len(words) == 3
        assert told in " ".join(row_text(row).strip() for row in words) or width == 30
        assert len(content_words(None, kind, TODAY, width)) == 3
