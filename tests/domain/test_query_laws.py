"""Laws of the filter language: its text and its tree say the same, and a list is what its parts add up to."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import by_id
from pipeboard.domain.board import Board
from pipeboard.domain.deal import STATUSES, Deal
from pipeboard.domain.errors import BadInput
from pipeboard.domain.pipeline import Pipeline, Stage
from pipeboard.domain.query import FIELDS, FLAGS, parse, parse_query, text_of
from pipeboard.domain.query.parser import DEEPEST
from pipeboard.domain.query.syntax import EVERYTHING, Flag, Node, Pair, Text, every, negated, some

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
_THEN = NOW - timedelta(days=9)
BOARD = Board(
    pipelines={"sales": Pipeline("sales", "Sales")},
    stages={"lead": Stage("lead", "Lead", "sales", days=5, idle=7)},
    deals=by_id(
        Deal(f"k7qa-{name:0<12}", name, "lead", status, _THEN, _THEN, _THEN, "x")._replace(
            archived=archived,
            owner="Ann" if value else "Bob",
            value=Decimal(value) if value else None,
            close=date(2026, 12, 1) if value else None,
        )
        for status in STATUSES
        for archived in (False, True)
        for value in (0, 5000)
        for name in [f"{status}{archived:d}{value}"]
    ),
)

_words = st.text(max_size=12) | st.sampled_from(["or", "-", "-x", "has", "won", "a:b", "http://x", '"', "\\"])
_names = st.sampled_from([*FIELDS, "budget", "bant.need", "custom.Region"]) | st.text(max_size=6).map(
    lambda text: f"custom.{text}"
)
_leaves: st.SearchStrategy[Node] = (
    st.builds(Text, _words)
    | st.builds(Flag, st.sampled_from(sorted(FLAGS)))
    | st.builds(Pair, _names, st.sampled_from(["=", "<", "<=", ">", ">="]), _words.map(str.strip))
)
trees = st.just(EVERYTHING) | st.recursive(
    _leaves,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=4).map(every)
        | st.lists(inner, min_size=1, max_size=4).map(some)
        | inner.map(negated)
    ),
    max_leaves=12,
)
"""Trees as the constructors make them."""

_ATOMS = st.sampled_from(
    [
        *("status:won", "status:any", "-status:lost", "archived", "-archived", "owner:ann", "value>1k"),
        *("closed>=1w", "handover", "-handover", "nonext", "close<2w", "reason:x", "lead"),
    ]
)
filters = st.recursive(
    _ATOMS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(lambda row: " ".join(f"({one})" for one in row))
        | st.lists(inner, min_size=1, max_size=3).map(lambda row: " or ".join(f"({one})" for one in row))
        | inner.map("-({})".format)
    ),
    max_leaves=6,
)


def shown(text: str) -> set[str]:
    return {deal.title for deal in parse_query(text, NOW, "Ann").select(BOARD)}


@given(trees)
def test_the_text_of_a_tree_reads_as_that_tree(tree: Node) -> None:
    """parse(print(q)) = q, whatever stands in the words, names and values."""
    assert parse(text_of(tree)) == tree


@given(st.text(max_size=60) | st.text("ab: -()\"\\or<>=.'", max_size=30))
def test_what_reads_once_reads_the_same_from_its_canonical_text(text: str) -> None:
    """And no text crashes: it is a tree, or refused with a place that lies in it."""
    try:
        tree = parse(text)
    except BadInput as error:
        at = getattr(error, "at", 0)
        assert 1 <= at <= len(text)
        return
    assert parse(text_of(tree)) == tree


@pytest.mark.parametrize(
    "text", ["(" * 5000, "(" * 5000 + "a" + ")" * 5000, "-" * 5000, "a or " * 5000 + "a"]
)
def test_a_pasted_monster_is_read_or_refused(text: str) -> None:
    """However deep the brackets are."""
    deep = "(" in text
    refusal = pytest.raises(BadInput, match=f"no more than {DEEPEST} brackets") if deep else nullcontext()
    with refusal:
        parse_query(text, NOW, "").select(BOARD)


@given(filters, filters)
def test_either_of_two_filters_shows_what_both_show_one_after_the_other(one: str, other: str) -> None:
    """Open deals alone where an alternative does not speak of the status, all of them where it does."""
    assert shown(f"({one}) or ({other})") == shown(one) | shown(other)


@given(filters, filters)
def test_a_negated_group_is_its_terms_negated(one: str, other: str) -> None:
    """De Morgan holds for what is listed, too, and a double minus says nothing."""
    assert shown(f"-(({one}) or ({other}))") == shown(f"-({one}) -({other})")
    assert shown(f"-(({one}) ({other}))") == shown(f"-({one}) or -({other})")
    assert shown(f"--({one})") == shown(one)


@given(filters)
def test_a_list_holds_only_what_the_filter_holds_for(text: str) -> None:
    """And, where nothing of the status or the archive is said, every such open deal."""
    query = parse_query(text, NOW, "Ann")
    holding = {deal.title for deal in BOARD.deals.values() if query.matches(deal, BOARD)}
    listed = shown(text)
    assert listed <= holding
    assert {deal.title for deal in BOARD.visible_deals() if deal.is_open and deal.title in holding} <= listed


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("  acme   OY ", "acme OY"),
        ("a and b or c", "a b or c"),
        ("(a or b) c", "(a or b) c"),
        ("((a)) --b", "a b"),
        ("-(a b)", "-(a b)"),
        ("-(a or -b)", "-(a or -b)"),
        ("has conflicts", "has:conflicts"),
        ('OWNER="Ann Lee"', 'owner:"Ann Lee"'),
        ("list-price>1k tags:vip", "list_price>1k tag:vip"),
        ("Custom.Region:north", "custom.Region:north"),
        ('custom."Office location":oulu', 'custom."Office location":oulu'),
        ('24" screen', None),
        (r'"24\" screen"', r'"24\" screen"'),
        ("close:today..2w", "close:today..2w"),
        ('close:"next fri".."in 2w"', 'close:"next fri..in 2w"'),
        ("a(b) c", '"a(b)" c'),
        ("", ""),
    ],
)
def test_a_filter_has_one_canonical_text(text: str, canonical: str | None) -> None:
    """Names in full, one blank between terms, brackets and quotes only where they are needed."""
    if canonical is None:
        with pytest.raises(BadInput, match="not closed"):
            parse(text)
    else:
        assert text_of(parse(text)) == canonical


@pytest.mark.parametrize(
    ("text", "at", "why"),
    [
        ("a or", 3, "something has to follow 'or'"),
        ("or a", 1, "something has to stand before 'or'"),
        ("a (b", 3, "the bracket is not closed"),
        ("a b)", 4, "no bracket is open"),
        ("a ()", 3, "nothing in the brackets"),
        ("(a or) b", 4, "something has to follow 'or'"),
        ('say "hi', 5, "a quotation mark is not closed"),
        ("a value:..", 3, "a range needs something at one end"),
        ("close:today..soon", 1, "'soon' is not a date"),
        ("(x or touches<many)", 7, "'many' is not a number"),
    ],
)
def test_an_error_points_at_its_character(text: str, at: int, why: str) -> None:
    """And says what is wrong there."""
    with pytest.raises(BadInput, match=f"at character {at} of the filter.*{why}"):
        parse_query(text, NOW, "")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("close:2026-12-01..2026-12-03", {1, 2, 3}),
        ("close:2026-12-03..2026-12-01", {1, 2, 3}),
        ("close:2026-12-03..", {3, 4, 5}),
        ("close:..2026-12-02", {1, 2}),
        ("close:9d..11d", {1, 2, 3}),
        ("-close:9d..11d", {4, 5}),
        ("value:2..4", {2, 3, 4}),
        ("value:4..2EUR", {2, 3, 4}),
        ("value:..2", {1, 2}),
        ("created:3d..2d", {2, 3}),
        ("created:2d..3d", {2, 3}),
        ("created:2026-11-19..2026-11-20", {2, 3}),
        ("created:..4d", {4, 5}),
        ("touches:4..", {4, 5}),
    ],
)
def test_a_range_holds_both_of_its_ends(text: str, days: set[int]) -> None:
    """Whichever is written first; one that is left out is open."""
    deals = [
        Deal(f"k7qa-{day:012}", str(day), "lead", "open", NOW - timedelta(days=day), NOW, NOW, "x")._replace(
            close=date(2026, 11, 30) + timedelta(days=day), value=Decimal(day), currency="EUR", touches=day
        )
        for day in range(1, 6)
    ]
    board = BOARD._replace(deals=by_id(deals))
    assert {int(deal.title) for deal in parse_query(text, NOW, "").select(board)} == days
