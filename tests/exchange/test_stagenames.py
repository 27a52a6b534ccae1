"""What stage names and outcome words of other systems mean."""

from __future__ import annotations

import pytest

from pipeboard.exchange.stagenames import number_of, place_of, read_outcome, read_status, without_number


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Won", "won"),
        ("Closed Won", "won"),
        ("closedwon", "won"),
        ("Closed - Won", "won"),
        ("7. Closed Won", "won"),
        ("Deal won", "won"),
        ("Voitettu", "won"),
        ("赢单", "won"),
        ("LOST", "lost"),
        ("closed_lost", "lost"),
        ("verloren", "lost"),
        ("Hävitty", "lost"),
        ("Przegrana", "lost"),
        ("Disqualified", "disqualified"),
        ("Not qualified", "disqualified"),
        ("Qualified", None),
        ("Won or lost", None),
        ("Closing", None),
        ("New", None),
        ("Open", None),
        ("", None),
    ],
)
def test_outcomes_are_told_from_stages(word: str, status: str | None) -> None:
    """Words for won, lost and disqualified are no stages; everything else is one."""
    assert read_outcome(word) == status


def test_open_has_several_words() -> None:
    """A status column may say that a deal is still on in other words."""
    assert {read_status(word) for word in ("open", "In progress", "pending", "avoin")} == {"open"}
    assert read_status("parked") is None


@pytest.mark.parametrize(
    "names",
    [
        (
            "Prospecting",
            "Lead qualification",
            "First contact",
            "Needs assessment",
            "Proposal",
            "Negotiation",
            "Closing",
        ),
        (
            "Prospecting",
            "Qualification",
            "Needs Analysis",
            "Proposal/Price Quote",
            "Negotiation/Review",
            "Signed",
        ),
        ("qualifiedtobuy", "appointmentscheduled", "Quote sent", "contractsent"),
        ("Prospecting", "Engaging"),
        ("寻找潜在客户", "筛选销售线索", "机会", "意向", "洽谈", "签单"),
        ("Liidi", "Yhteydenotto", "Tapaaminen", "Tarjous", "Neuvottelu"),
        ("Erstkontakt", "Bedarfsanalyse", "Angebot", "Verhandlung", "Abschluss"),
    ],
)
def test_stages_stand_in_the_order_of_a_sale(names: tuple[str, ...]) -> None:
    """From the lead to the signature, places and probabilities rise."""
    places = [place_of(name) for name in names]
    assert places == sorted(set(places))


def test_a_number_in_front_is_set_aside() -> None:
    """Numbered stages are compared by their words."""
    assert [number_of(name) for name in ("2. Demo", "03 - Offer", "4) Sign", "3D print", "Demo")] == [
        2,
        3,
        4,
        None,
        None,
    ]
    assert without_number("03 - Offer") == "Offer"
    assert without_number("3D print") == "3D print"
