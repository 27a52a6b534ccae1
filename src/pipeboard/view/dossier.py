"""All that is known of a deal, as a whole page says it: facts with their names, lists under their heads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from pipeboard.domain.board import Board
from pipeboard.domain.checklist import checklist, is_ready
from pipeboard.domain.dates import show_day, show_due
from pipeboard.domain.deal import Deal
from pipeboard.domain.disputes import disputes_of
from pipeboard.domain.find import short_follow_up_ids, short_proposal_ids
from pipeboard.domain.followup import local_day
from pipeboard.domain.frameworks import UNKNOWN, Framework, framework_of, frameworks
from pipeboard.domain.money import show_money
from pipeboard.domain.pricing import converted_words, price_words
from pipeboard.domain.proposal import Proposal
from pipeboard.view.card import value_text
from pipeboard.view.checklist import count_text, sign, who
from pipeboard.view.glyph import glyph
from pipeboard.view.outcome import outcome_facts, people_warning
from pipeboard.view.playbook import deal_facts
from pipeboard.view.proposals import amount_text, overview, parts_text, standing_text
from pipeboard.view.qualification import marks_text
from pipeboard.view.scoring import figures
from pipeboard.view.text import cells, fit

if TYPE_CHECKING:
    from pipeboard.domain.timeline import TimelineEntry  # see `told.timeline`


def facts(deal: Deal, board: Board, today: date) -> Iterator[tuple[str, str]]:
    """What is known of the deal: a name and a text, empty where there is nothing to say."""

    def day(when: date | datetime | None) -> str:
        return "" if when is None else show_day(local_day(when, board.zone), today)

    stage = board.stage_of(deal)
    yield "Company", deal.company
    (against, below), converted = price_words(deal, board), converted_words(deal, board)
    value = value_text(deal, board.settings.currency)
    yield "Value", ", ".join(filter(None, (value, against, below and f"! {below}")))
    yield (
        f"In {board.settings.currency}",
        f"{converted}{', at the rate of the close' if deal.closed else ''}" if converted else "",
    )
    yield "List price", _price(deal.list_price, deal, board)
    yield "Floor", _price(deal.floor, deal, board)
    yield overview(deal, board, today)
    yield "Stage", f"{stage.name}, for {(today - local_day(deal.entered_stage, board.zone)).days} days"
    yield "Status", deal.status + (f" on {day(deal.closed)}" if deal.closed else "")
    yield "Reason", deal.reason
    yield "Lesson", deal.lesson
    yield "Revisit", day(deal.revisit)
    yield from outcome_facts(deal, board, today)
    yield from deal_facts(deal, board, today)
    yield "Owner", deal.owner
    yield "People", people_warning(deal, board)
    yield "Source", " · ".join(filter(None, (deal.source, deal.channel)))
    yield "Tags", " ".join(f"#{tag}" for tag in deal.tags)
    yield "Priority", "" if deal.priority == "normal" else deal.priority
    yield "Close", day(deal.close)
    yield "Trial end", day(deal.trial_end)
    yield "Touches", f"{deal.touches}{f', the last {day(deal.last_touch)}' if deal.last_touch else ''}"
    yield "Marks", marks_text(deal, today, board.zone)
    yield from figures(deal, board, today)
    yield "Ready", "all closing signals are there" if is_ready(deal, board) else ""
    yield "Override", deal.override
    yield "Created", day(deal.created)
    yield "External id", deal.external_id
    yield from deal.custom.items()
    yield "Note", deal.notice
    hidden = {"archived": deal.archived, "deleted": deal.deleted, "merged": deal.merged_into}
    yield "Hidden", " and ".join(word for word, holds in hidden.items() if holds)


def lists(
    deal: Deal, board: Board, today: date, timeline: Iterable[TimelineEntry]
) -> Iterator[tuple[str, list[str]]]:
    """What the deal has several of: a head and a line for each; nothing without a line."""
    if deal.answers_in(deal.framework):
        framework = framework_of(board, deal.framework, deal.answers)
        yield (
            f"{framework.title} {glyph(deal, frameworks(board))}".rstrip(),
            _answers(deal, framework, board, today),
        )
    listed = [
        f"{sign(one)} {one.text}{f'  ({who(one, today, board.zone)})' if one.done else ''}"
        for one in checklist(deal, board)
    ]
    yield f"Checklist {count_text(checklist(deal, board))}", listed
    contacts = [(one.name, one.role, one.email, one.phone, one.links) for one in deal.contacts]
    yield "Contacts", ["  ".join(filter(None, parts)) for parts in contacts]
    tails = short_proposal_ids(board)
    yield "Proposals", [f"{tails[one.id]}  {_offer(one, deal, board, today)}" for one in deal.proposals]
    tails = short_follow_up_ids(board)
    yield (
        "Follow-ups",
        [
            f"{tails[one.id]}  {one.kind} {show_due(one.due, today, board.zone)}  {one.text}"
            for one in deal.follow_ups
        ],
    )
    yield "Conflicts", [f"{one.what}: {one.choice}" for one in disputes_of(deal, board)]
    yield (
        "Timeline",
        [f"{one.at.astimezone(board.zone):%Y-%m-%d %H:%M}  {one.by}  {one.text}" for one in timeline],
    )


def _price(amount: Decimal | None, deal: Deal, board: Board) -> str:
    return "" if amount is None else show_money(amount, deal.currency or board.settings.currency)


def _offer(proposal: Proposal, deal: Deal, board: Board, today: date) -> str:
    """ "12 000 EUR  sent 3 Nov  PS·C  Website"."""
    said = (amount_text(proposal, deal, board), standing_text(proposal, today), parts_text(proposal))
    return "  ".join((*said, proposal.title)).rstrip()


def _answers(deal: Deal, framework: Framework, board: Board, today: date) -> list[str]:
    """What is known by a framework, a criterion a line."""
    known = deal.answers_in(framework.id)
    width = max(cells(one.title) for one in framework.criteria)
    lines = []
    for criterion in framework.criteria:
        answer = known.get(criterion.id)
        said = [fit(criterion.title, width), f"{answer.answer if answer else UNKNOWN:<8}"]
        if answer is not None:
            said += [answer.note] if answer.note else []
            said.append(f"({answer.by}, {show_day(local_day(answer.at, board.zone), today)})")
        lines.append("  ".join(said))
    return lines
