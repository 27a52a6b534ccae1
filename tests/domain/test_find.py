"""What people type for a deal, a stage or a follow-up means one thing or is refused with candidates."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from factories import by_id
from pipeboard.domain.board import Board
from pipeboard.domain.checklist import Item
from pipeboard.domain.deal import Deal
from pipeboard.domain.errors import NotFound
from pipeboard.domain.find import (
    find_contact,
    find_deal,
    find_deals,
    find_follow_up,
    find_listed,
    find_pipeline,
    find_stage,
    short_ids,
)
from pipeboard.domain.followup import FollowUp
from pipeboard.domain.people import Contact
from pipeboard.domain.pipeline import Pipeline, Stage

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
ACME = "k7qa-01hk3z8q0v3x"
BETA = "m2xb-01hk41m2cq2f"


def deal(deal_id: str, title: str) -> Deal:
    return Deal(deal_id, title, "lead", "open", NOW, NOW, NOW, deal_id)


def board(*deals: Deal) -> Board:
    return Board(
        pipelines={"sales": Pipeline("sales", "Sales"), "partners": Pipeline("partners", "Partners")},
        stages={
            "lead": Stage("lead", "Lead", "sales"),
            "proposal": Stage("proposal", "Proposal", "sales"),
            "lead-2": Stage("lead-2", "Lead", "partners"),
            "old": Stage("old", "Old", "sales", retired=True, into="lead"),
        },
        deals=by_id(deals or (deal(ACME, "Acme website"), deal(BETA, "Beta shop"))),
    )


@pytest.mark.parametrize("text", [ACME, "k7q", "k7qa-01hk3", "0v3x", "8Q0V3X", "acme WEBSITE", f" {ACME} "])
def test_a_deal_is_found_by_id_prefix_tail_and_title(text: str) -> None:
    """The whole id, a unique start or tail of it, and the exact title in any case all mean the deal."""
    assert find_deal(board(), text).id == ACME


def test_the_tail_that_people_see_finds_the_deal() -> None:
    """Every short id that lists show leads back to its deal."""
    there = board()
    assert {find_deal(there, tail).id for tail in short_ids(there).values()} == {ACME, BETA}


def test_a_title_wins_over_the_tail_of_another_id() -> None:
    """A deal called like the end of another one's id is the one that is meant."""
    there = board(deal(ACME, "Acme"), deal(BETA, "0v3x"))
    assert find_deal(there, "0v3x").id == BETA


def test_a_visible_deal_wins_over_a_hidden_one_of_the_same_title() -> None:
    """An archived namesake does not make a title ambiguous."""
    there = board(deal(ACME, "Acme")._replace(archived=True), deal(BETA, "Acme"))
    assert find_deal(there, "acme").id == BETA


def test_a_merged_deal_leads_to_the_one_it_became() -> None:
    """An id in an old script still finds the deal after a merge."""
    there = board(deal(ACME, "Acme")._replace(merged_into=BETA), deal(BETA, "Beta"))
    assert find_deal(there, ACME).id == BETA


def test_an_ambiguous_title_names_up_to_five_candidates_with_their_ids() -> None:
    """Six namesakes: nothing is picked, five are shown with short ids, and the sixth is counted."""
    there = board(*(deal(f"k7qa-01hk3z8q0v{tail}", "Acme") for tail in ("aa", "bb", "cc", "dd", "ee", "ff")))
    with pytest.raises(NotFound, match="6 deals fit 'acme'") as refused:
        find_deal(there, "acme")
    assert refused.value.sentence.count("'Acme'") == 5
    assert "0vaa" in refused.value.sentence
    assert "1 more" in refused.value.sentence


def test_a_shared_prefix_is_ambiguous() -> None:
    """Ids of one clone start alike; the start alone picks none of them."""
    there = board(deal(ACME, "One"), deal("k7qa-01hk3z8q0vzz", "Two"))
    with pytest.raises(NotFound, match="2 deals fit"):
        find_deal(there, "k7qa")


@pytest.mark.parametrize(("text", "hint"), [("acm", "'Acme website'"), ("Acme webstie", "'Acme website'")])
def test_a_miss_names_the_nearest_titles(text: str, hint: str) -> None:
    """A part of a title or a slip of the keyboard is answered with the deal that was likely meant."""
    with pytest.raises(NotFound, match=hint):
        find_deal(board(), text)


@pytest.mark.parametrize("text", ["", "   ", "zz", "qqqqqqqqq", "x" * 5000, "a\x1b[31m"])
def test_nonsense_is_not_found_with_one_clean_sentence(text: str) -> None:
    """Whatever is typed, the answer is one printable sentence of bearable length."""
    with pytest.raises(NotFound) as refused:
        find_deal(board(), text)
    assert refused.value.sentence.isprintable()
    assert len(refused.value.sentence) < 200


def test_deals_named_twice_are_acted_on_once() -> None:
    """An id and a title of the same deal count once, in the order they were named."""
    assert [one.id for one in find_deals(board(), ["beta shop", ACME, "acme website"])] == [BETA, ACME]


@pytest.mark.parametrize("text", ["proposal", "PROPOSAL", "prop", " Proposal "])
def test_a_stage_is_found_by_id_name_and_prefix(text: str) -> None:
    """Name in any case, id or a unique start."""
    assert find_stage(board(), text).id == "proposal"


def test_the_deals_own_pipeline_wins() -> None:
    """Two pipelines have a stage "Lead"; the one that is asked for first is meant."""
    assert find_stage(board(), "Le", "partners").id == "lead-2"
    assert find_stage(board(), "proposal", "partners").id == "proposal"


def test_a_stage_name_in_two_pipelines_is_ambiguous_without_one() -> None:
    """The sentence names both ids and their pipelines."""
    with pytest.raises(NotFound, match=r"lead-2 \(Lead, Partners\)"):
        find_stage(board(), "le")


def test_an_unknown_stage_names_the_nearest_and_all_there_are() -> None:
    """A slip is answered with the nearest name and the list; retired stages are not offered."""
    with pytest.raises(NotFound, match="Did you mean 'Proposal'") as refused:
        find_stage(board(), "porposal")
    assert "Lead, Proposal" in refused.value.sentence
    assert "Old" not in refused.value.sentence


def test_a_pipeline_is_found_by_name_and_a_miss_is_explained() -> None:
    """As for stages."""
    assert find_pipeline(board(), "part").id == "partners"
    with pytest.raises(NotFound, match="Did you mean 'Sales'"):
        find_pipeline(board(), "sails")


def follow_ups() -> Board:
    steps = (
        FollowUp("k7qa-01hk3z8q1aaa", "call", date(2026, 11, 23)),
        FollowUp("k7qa-01hk3z8q1bbb", "mail", date(2026, 11, 24)),
    )
    one = FollowUp("k7qa-01hk3z8q1ccc", "call", date(2026, 11, 25))
    return board(
        deal(ACME, "Acme")._replace(follow_ups=steps),
        deal(BETA, "Beta")._replace(follow_ups=(one,)),
        deal("m2xb-01hk41m2cqzz", "Gamma"),
    )


def test_a_follow_up_is_found_by_its_tail_or_by_its_deal() -> None:
    """The tail of its id, or the deal where it is the only one."""
    found, step = find_follow_up(follow_ups(), "1bbb")
    assert (found.title, step.kind) == ("Acme", "mail")
    assert find_follow_up(follow_ups(), "beta")[1].id.endswith("1ccc")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("acme", "More than one follow-up"), ("gamma", "no open follow-up"), ("zzzz", "no open follow-up")],
)
def test_a_follow_up_is_never_guessed(text: str, sentence: str) -> None:
    """Several, none and unknown are told apart."""
    with pytest.raises(NotFound, match=sentence):
        find_follow_up(follow_ups(), text)


def test_a_contact_is_found_by_name_mail_and_start() -> None:
    """Within its deal; two Anns are told apart by id."""
    one = Contact("k7qa-01hk3z8q1aaa", "Ann Lee", "ann@acme.example")
    two = Contact("k7qa-01hk3z8q1bbb", "Ann Moe")
    people = deal(ACME, "Acme")._replace(contacts=(one, two))
    assert find_contact(people, "ANN@acme.example") is one
    assert find_contact(people, "ann m") is two
    assert find_contact(people, "1aaa") is one
    with pytest.raises(NotFound, match="More than one contact"):
        find_contact(people, "ann")
    with pytest.raises(NotFound, match="there are: Ann Lee, Ann Moe"):
        find_contact(people, "bob")


def test_an_item_of_a_list_is_named_by_number_text_or_id() -> None:
    """The number first, then the whole text, then a part that only one has; never a guess."""
    listed = [
        Item("lead.budget", "Budget known", True, False, "", None),
        Item("lead.board", "Board met", False, False, "", None),
        Item("lead.2", "2", False, False, "", None),
    ]

    def found(text: str) -> str:
        return find_listed(listed, text, "checklist item", "Acme").id

    assert found("1") == found("budget") == found(" Budget KNOWN ") == found("lead.budget") == "lead.budget"
    assert found("2") == "lead.board", "numbers stand beside the items"
    assert found("met") == "lead.board"
    with pytest.raises(
        NotFound, match=r"More than one checklist item of Acme fits 'b': 1 'Budget known', 2 "
    ):
        found("b")
    for wrong in ("9", "0", "", "lead"):
        with pytest.raises(NotFound, match=r"Acme has no checklist item '.*'; there are: 1 'Budget known', "):
            found(wrong)
    with pytest.raises(NotFound, match=r"Acme has no material 'x'; there are: none\."):
        find_listed((), "x", "material", "Acme")


def test_no_number_is_too_long_to_be_looked_up() -> None:
    """Thousands of digits name nothing, and are told as such."""
    item = Item("a", "Budget", required=False, done=False, by="", at=None)
    assert find_listed([item], "1", "item", "Acme") == item
    with pytest.raises(NotFound, match="has no item"):
        find_listed([item], "1" * 5000, "item", "Acme")


def test_the_first_words_of_a_title_are_enough_where_they_are_unique() -> None:
    """Whole words only; an exact title comes before them; several that fit are named."""
    one = board(deal(ACME, "Acme website"), deal(BETA, "Beta shop"))
    assert find_deal(one, "acme").id == ACME
    with pytest.raises(NotFound, match="the nearest"):
        find_deal(one, "acm")
    two = board(deal(ACME, "Acme website"), deal(BETA, "Acme app"))
    with pytest.raises(NotFound, match="2 deals fit 'acme'"):
        find_deal(two, "acme")
    exact = board(deal(ACME, "Acme website"), deal(BETA, "Acme"))
    assert find_deal(exact, "acme").id == BETA
