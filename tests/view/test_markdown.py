"""The board and deals as Markdown: read back by another program, users' text is text."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from factories import TODAY, make_board, make_deal
from pipeboard.domain.board import Board
from pipeboard.view.board import board_view
from pipeboard.view.markdown import board_markdown, deal_markdown, literal
from pipeboard.view.text import clean

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


class _Page(HTMLParser):
    """The tags of a page and the text in them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.extend([data.strip()] if data.strip() else [])


def page(markdown: str) -> _Page:
    return _Page(READER.render(markdown))


def test_a_stage_is_a_table_of_its_deals() -> None:
    """With a head for each pipeline and stage, and sums."""
    board = make_board(12)
    view = board_view(board, pipeline="sales", today=TODAY)
    read = page(board_markdown([view], board, TODAY))
    shown = [deal.title for column in view.columns for deal in column.deals]
    assert len(shown) > 3
    assert set(shown) <= set(read.texts)
    stages = [column.stage.name for column in view.columns if column.deals]
    assert read.tags.count("table") == len(stages) == read.tags.count("h3")
    assert read.tags.count("tr") == len(shown) + len(stages)


def test_a_board_without_deals_says_so() -> None:
    """A stage without any takes no room."""
    board = make_board(0)
    read = page(board_markdown([board_view(board, pipeline="sales", today=TODAY)], board, TODAY))
    assert "0 deals" in read.texts
    assert "table" not in read.tags


def test_a_deal_is_a_page() -> None:
    """Facts, then lists; what it has not is not there."""
    board = make_board(0)
    deal = make_deal(title="Acme website", company="Acme *Oy*", tags=("web",))
    read = page(deal_markdown(deal, board, TODAY, ()))
    assert read.texts[0] == "Acme website"
    assert "Acme *Oy*" in read.texts
    assert "Contacts" not in read.texts


HOSTILE = [
    "<script>alert(1)</script>",
    "[link](javascript:alert(1))",
    "![picture](http://x.example/y.png)",
    "a | b",
    "# head",
    "1. list",
    "1) list",
    "- item",
    "+ item",
    "> quote",
    "---",
    "===",
    "`code`",
    "~~~",
    "**bold** _it_ ~~gone~~",
    "&lt;b&gt;",
    "\\*",
    "<http://x.example>",
    "\x1b[31mred",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_users_text_is_text(text: str) -> None:
    """In a list, in a table and in a head it shows as it was written, and is no markup."""
    plain = text.replace("\x1b", "")
    deal = make_deal(title=text, company=text)
    board = Board(deals={deal.id: deal})
    read = page(deal_markdown(deal, board, TODAY, ()))
    assert "".join(read.texts).count(" ".join(plain.split())) >= 1
    assert not {"script", "a", "img", "em", "code", "ol", "blockquote", "hr", "s"} & set(read.tags)


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Co", "Cn"))))
def test_a_literal_shows_as_it_is(text: str) -> None:
    """As everywhere else: at the beginning of a line, of a list's item and in a cell."""
    plain = " ".join(clean(text).split())
    for start in ("", "- ", "| |\n|---|\n| "):
        assert "".join(page(f"{start}{literal(text)}").texts) == plain
