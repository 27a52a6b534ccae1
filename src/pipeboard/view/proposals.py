"""The offers made on a deal: the lines of the details' tab, the rows of the dialog, and words for both."""

from __future__ import annotations

from datetime import date
from typing import Final

from pipeboard.domain.board import Board
from pipeboard.domain.dates import show_day
from pipeboard.domain.deal import Deal
from pipeboard.domain.money import show_money
from pipeboard.domain.pricing import price_words
from pipeboard.domain.proposal import PARTS, Proposal, latest, listed
from pipeboard.view.card import Row, Span, value_text
from pipeboard.view.dialog import CHOSEN, GOOD, LATE, SOFT, TEXT, TITLE, TODAY, padded
from pipeboard.view.text import cells, clean, cut, fit, wrap

SIGNS: Final = {"draft": "○", "sent": "●", "accepted": "✓", "declined": "×"}
"""A sign for each standing, which is also said in words."""
ROLES: Final = {"draft": SOFT, "sent": TODAY, "accepted": GOOD, "declined": LATE}


def amount_text(proposal: Proposal, deal: Deal, board: Board) -> str:
    """ "12 000 EUR"."""
    return clean(show_money(proposal.amount, proposal.currency or deal.currency or board.settings.currency))


def standing_text(proposal: Proposal, today: date) -> str:
    """ "draft", "sent 3 Nov", "accepted 10 Nov"."""
    day = proposal.decided if proposal.outcome else proposal.sent
    return f"{proposal.standing} {show_day(day, today)}" if day else proposal.standing


def parts_text(proposal: Proposal) -> str:
    """A letter for each part that it speaks of, a dot for each that it does not: "PS·C"."""
    return "".join(part[0].upper() if part in proposal.covered else "·" for part in PARTS)


def overview(deal: Deal, board: Board, today: date) -> tuple[str, str]:
    """ "Proposal" and the last offer: "12 000 EUR, sent 3 Nov (last of 2)"; empty where there is none."""
    last = latest(deal.proposals)
    if last is None:
        return "", ""
    more = f" (last of {len(deal.proposals)})" if len(deal.proposals) > 1 else ""
    return "Proposal", f"{amount_text(last, deal, board)}, {standing_text(last, today)}{more}"


def proposal_lines(deal: Deal, board: Board, today: date, width: int) -> list[Row]:
    """The details' tab, the latest first, each line exactly `width` cells."""
    lines = [_line(text, role, width) for text, role in price_lines(deal, board)]
    for proposal in reversed(deal.proposals):
        lines.extend([_line("", TEXT, width)] if lines else [])
        lines.extend(_block(proposal, deal, board, today, width))
    return lines if deal.proposals else [*lines, _line("No proposals yet.", SOFT, width)]


def price_lines(deal: Deal, board: Board) -> list[tuple[str, str]]:
    """The value and how it stands to the list price and the floor, each with its role."""
    against, below = price_words(deal, board)
    value = f"Value {value_text(deal, board.settings.currency) or 'unknown'}"
    lines = [(f"{value}, {against}" if against else value, TITLE)]
    return [*lines, (f"! {below}", LATE)] if below else lines


def head_rows(proposal: Proposal, deal: Deal, board: Board, today: date, width: int) -> list[Row]:
    """Amount and standing of a proposal, and its title."""
    amount, standing = amount_text(proposal, deal, board), standing_text(proposal, today)
    head = _line(f"{SIGNS[proposal.standing]} {amount}, {standing}", ROLES[proposal.standing], width)
    title = wrap(proposal.title, width - 4) if proposal.title else []
    return [head, *(_line(f"  {one}", TEXT, width) for one in title)]


def _block(proposal: Proposal, deal: Deal, board: Board, today: date, width: int) -> list[Row]:
    """One proposal, and which parts are missing."""
    missing = f", without {listed(proposal.missing)}" if proposal.missing else ""
    parts = wrap(parts_text(proposal) + missing, width - 4)
    rows = head_rows(proposal, deal, board, today, width)
    return [*rows, *(_line(f"  {one}", SOFT, width) for one in parts)]


def pane_rows(deal: Deal, board: Board, today: date, cursor: int, width: int) -> list[Row]:
    """One row for each proposal: sign, amount, standing, parts and title."""
    texts = [(amount_text(one, deal, board), standing_text(one, today)) for one in deal.proposals]
    amounts = max((cells(amount) for amount, _ in texts), default=0)
    standings = max((cells(standing) for _, standing in texts), default=0)
    rows: list[Row] = []
    for place, (proposal, (amount, standing)) in enumerate(zip(deal.proposals, texts, strict=True)):
        chosen = place == cursor
        role = CHOSEN if chosen else ROLES[proposal.standing]
        text = CHOSEN if chosen else TEXT
        spans: list[Span] = [
            (f" {SIGNS[proposal.standing]} ", role),
            (" " * (amounts - cells(amount)) + f"{amount}  ", text),
            (fit(standing, standings) + "  ", role),
            *_letters(proposal, chosen=chosen),
        ]
        left = width - sum(cells(one) for one, _ in spans) - 2
        if left > 0 and proposal.title:
            spans.append((f"  {cut(proposal.title, left)}", CHOSEN if chosen else SOFT))
        rows.append(padded(tuple(spans), width, text))
    return rows


def _letters(proposal: Proposal, *, chosen: bool) -> tuple[Span, ...]:
    """The parts as letters; what is missing is a dimmed dot."""
    signs = parts_text(proposal)
    return tuple((sign, CHOSEN if chosen else SOFT if sign == "·" else TITLE) for sign in signs)


def pane_words(deal: Deal, board: Board, cursor: int, width: int) -> list[Row]:
    """Below the rows: the parts by name with their digits, and how the deal's value stands."""
    rows: list[Row] = []
    if deal.proposals:
        rows.extend(_named_parts(deal.proposals[cursor], width))
    else:
        rows.append(((" No proposals yet; a adds the first one.", SOFT),))
    return [*rows, *(((f" {cut(text, width - 1)}", role),) for text, role in price_lines(deal, board))]


def _named_parts(proposal: Proposal, width: int) -> list[Row]:
    """The parts with their digits, on as many rows as they take."""
    rows: list[Row] = []
    spans: list[Span] = [(" ", TEXT)]
    for number, part in enumerate(PARTS, start=1):
        covered = part in proposal.covered
        text = f"{number} {part} {'✓' if covered else '·'}"
        if sum(cells(one) for one, _ in spans) + cells(text) > width:
            rows.append(tuple(spans))
            spans = [(" ", TEXT)]
        spans.append((f"{text}   ", TEXT if covered else SOFT))
    return [*rows, tuple(spans)]


def _line(text: str, role: str, width: int) -> Row:
    return ((" " + fit(cut(text, width - 2), width - 1), role),)
