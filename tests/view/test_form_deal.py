"""The forms of deals: what is typed becomes the right action."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from factories import NOW, make_board, make_deal
from pipeboard.domain.actions import AddContact, AddDeal, EditDeals, NewContact
from pipeboard.view.form import Form, FormSpec, Misread
from pipeboard.view.forms.deal import (
    Known,
    change_field,
    deal_texts,
    edit_deal,
    known_values,
    new_contact,
    new_deal,
)


def filled(spec: FormSpec, **texts: str) -> Form:
    """The form with texts typed in."""
    return Form(spec.fields).with_texts({name.replace("__", "."): text for name, text in texts.items()})


def test_a_new_deal_takes_all_that_was_typed() -> None:
    """Amounts, dates, tags and the person become values of the action."""
    spec = new_deal(make_board(0), NOW)
    action = spec.read(
        filled(
            spec,
            title="Acme website",
            value="12k",
            close="2026-12-01",
            tags="web, nordic",
            stage="proposal",
            contact__name="Maija",
            contact__email="m@acme.fi",
        )
    )
    assert isinstance(action, AddDeal)
    assert action.contacts == (NewContact("Maija", "m@acme.fi"),)
    assert action.fields["title"] == "Acme website"
    assert action.fields["value"] == Decimal(12000)
    assert action.fields["close"] == date(2026, 12, 1)
    assert action.fields["tags"] == ("nordic", "web")
    assert action.fields["stage"] == "proposal"
    assert action.fields["currency"] == "EUR"
    assert "owner" not in action.fields


def test_an_amount_with_a_currency_sets_both() -> None:
    """Writing $500 does not leave the deal in euros."""
    spec = new_deal(make_board(0), NOW)
    action = spec.read(filled(spec, title="Acme", value="$500"))
    assert isinstance(action, AddDeal)
    assert (action.fields["value"], action.fields["currency"]) == (Decimal(500), "USD")


def test_everything_wrong_is_told_at_once() -> None:
    """Each field has its own sentence, also those of the contact."""
    spec = new_deal(make_board(0), NOW)
    with pytest.raises(Misread) as caught:
        spec.read(filled(spec, title=" ", value="lots", close="someday", contact__email="maija"))
    assert set(caught.value.errors) == {"title", "value", "close", "contact.name"}
    assert "not an amount" in caught.value.errors["value"]


def test_new_deals_start_before_the_win() -> None:
    """Stages after the win are not offered."""
    spec = new_deal(make_board(0), NOW, stage="delivery")
    stage = next(one for one in spec.fields if one.name == "stage")
    assert [choice.value for choice in stage.choices] == [
        "lead",
        "qualified",
        "discovery",
        "proposal",
        "negotiation",
    ]
    assert stage.text == "lead"


def test_an_edit_changes_only_what_was_changed() -> None:
    """A colleague's edit of another field is not overwritten by an old value."""
    deal = make_deal(tags=("web",), close=date(2026, 12, 24))
    spec = edit_deal(deal, NOW)
    assert spec.read(filled(spec, value="15000")) == EditDeals(
        deals=(deal.id,), changes={"value": Decimal(15000)}
    )
    assert spec.read(filled(spec, close="")) == EditDeals(deals=(deal.id,), changes={"close": None})
    assert spec.read(Form(spec.fields)) == EditDeals(deals=(deal.id,), changes={})


def test_texts_of_a_deal_read_back_to_the_same_deal() -> None:
    """What the form shows for a deal is what it would read from it."""
    deal = make_deal(
        value=Decimal("1234.50"),
        tags=("nordic", "web"),
        close=date(2026, 12, 24),
        custom={"industry": "retail"},
    )
    spec = edit_deal(deal._replace(title="x"), NOW)
    action = spec.read(
        filled(spec, **{name.replace(".", "__"): f" {text} " for name, text in deal_texts(deal).items()})
    )
    assert isinstance(action, EditDeals)
    assert action.changes["value"] == deal.value
    assert action.changes["tags"] == deal.tags
    assert action.changes["close"] == deal.close
    assert action.changes["custom.industry"] == "retail"


def test_own_fields_are_written_as_pairs() -> None:
    """A field of one's own needs no setting first."""
    spec = edit_deal(make_deal(), NOW)
    action = spec.read(filled(spec, more="industry=retail; seats = 40"))
    assert isinstance(action, EditDeals)
    assert action.changes == {"custom.industry": "retail", "custom.seats": "40"}
    with pytest.raises(Misread, match="name=value"):
        spec.read(filled(spec, more="industry"))


def test_known_values_come_with_the_most_used_first() -> None:
    """Completion prefers what the team uses."""
    deals = [
        make_deal(owner="Bob"),
        make_deal(owner="Anna"),
        make_deal(owner="Anna", custom={"industry": "x"}),
    ]
    known = known_values(deals)
    assert known.owner == ("Anna", "Bob")
    assert known.custom == ("industry",)


def test_one_field_can_be_changed_by_itself() -> None:
    """The key for the owner lists the owners."""
    spec = change_field(make_deal(owner="Anna"), "owner", NOW, Known(owner=("Anna", "Bob")))
    (field,) = spec.fields
    assert field.listed
    assert spec.read(filled(spec, owner="Bob")) == EditDeals(
        deals=(make_deal().id,), changes={"owner": "Bob"}
    )


def test_a_contact_needs_a_name_and_a_real_address() -> None:
    """What the rules would refuse is said beneath the field."""
    spec = new_contact(make_deal())
    with pytest.raises(Misread) as caught:
        spec.read(filled(spec, email="a@b.c"))
    assert set(caught.value.errors) == {"name"}
    action = spec.read(filled(spec, name="Maija", role="champion"))
    assert action == AddContact(deal=make_deal().id, contact=NewContact("Maija", role="champion"))


def test_a_discount_is_read_and_says_what_it_comes_to() -> None:
    """From the list price, or from the value where there is none; the action leaves the sum to the rules."""
    deal = make_deal(list_price=Decimal(12000), value=Decimal(10200))
    spec = edit_deal(deal, NOW)
    form = filled(spec, discount="20%")
    assert deal_texts(deal)["discount"] == "15"
    assert spec.read(form) == EditDeals((deal.id,), {}, Decimal(20))
    assert spec.vary is not None
    shown = next(one for one in spec.vary(form.texts()) if one.name == "discount")
    assert shown.preview is not None
    assert shown.preview("20%") == "a value of 9 600, off 12 000"
    assert shown.preview("lots") == ""
    spec = new_deal(make_board(0), NOW)
    action = spec.read(filled(spec, title="Acme", value="12k", discount="10", floor="9k", trial_end="+14d"))
    assert isinstance(action, AddDeal)
    assert action.discount == 10
    assert action.fields["floor"] == Decimal(9000)
    assert action.fields["trial_end"] == date(2026, 12, 7)


def test_an_emptied_discount_is_the_list_price_again() -> None:
    """Unless the price was changed along with it."""
    deal = make_deal(list_price=Decimal(12000), value=Decimal(10200))
    spec = edit_deal(deal, NOW)
    assert spec.read(filled(spec, discount="")) == EditDeals((deal.id,), {}, Decimal(0))
    assert spec.read(filled(spec, discount="", list_price="")) == EditDeals((deal.id,), {"list_price": None})
    with pytest.raises(Misread) as caught:
        spec.read(filled(spec, discount="130", floor="lots"))
    assert set(caught.value.errors) == {"discount", "floor"}
