"""Rules for the people on a deal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeboard.domain import actions
from pipeboard.domain.addresses import checked_links
from pipeboard.domain.deal import Deal
from pipeboard.domain.erasure import ERASED, dump_erased
from pipeboard.domain.errors import BadInput, NotFound, Refused
from pipeboard.domain.fields import CONTACT, dump_set
from pipeboard.domain.ids import sort_key
from pipeboard.domain.people import ROLES, Contact
from pipeboard.domain.rules.plan import Plan, counted, over

if TYPE_CHECKING:
    from pipeboard.domain.actions import NewContact


def emit_contact(plan: Plan, deal_id: str, contact: NewContact) -> None:
    """Emit a new contact of a deal, once its fields are sound."""
    given = contact._asdict()
    check_contact(given)
    emit_person(plan, deal_id, given)


def emit_person(plan: Plan, deal_id: str, given: dict[str, str]) -> None:
    """Emit a new contact as it is."""
    plan.emit(
        "contact.added",
        {"deal": deal_id, "set": dump_set(CONTACT, {name: text for name, text in given.items() if text})},
    )


def check_contact(given: dict[str, str]) -> None:
    """BadInput for fields that make no sense; links are put in order."""
    if "name" in given and not given["name"].strip():
        raise BadInput("A contact needs a name.")
    if given.get("email") and "@" not in given["email"]:
        raise BadInput(f"'{given['email']}' is not an e-mail address.")
    if given.get("role") and given["role"] not in ROLES:
        raise BadInput(f"'{given['role']}' is not a buying role; there are {', '.join(ROLES)}.")
    if given.get("links"):
        given["links"] = checked_links(given["links"])


def add_contact(action: actions.AddContact, plan: Plan) -> None:
    deal = plan.deal(action.deal)
    emit_contact(plan, deal.id, action.contact)
    plan.summary = f"Added {action.contact.name} to {deal.title}."


def edit_contact(action: actions.EditContact, plan: Plan) -> None:
    deal = plan.deal(action.deal)
    contact = _contact(deal, action.contact)
    changes = {name: text.strip() for name, text in action.changes.items()}
    check_contact(changes)
    owner = plan.any_deal(plan.owner(deal, contact.id))
    new = {
        name: text
        for name, text in changes.items()
        if getattr(contact, name, "") != text or over(owner, f"contact {name}", of=contact.id)
    }
    if new:
        seen = {
            "set": dump_set(CONTACT, new),
            "was": {name: getattr(contact, name, "") or None for name in new},
            **over(owner, *(f"contact {name}" for name in new), of=contact.id),
        }
        plan.emit("contact.set", {"deal": owner.id, "contact": contact.id, **seen})
    plan.summary = f"Changed {contact.name}." if new else f"{contact.name} is like that already."


def remove_contact(action: actions.RemoveContact, plan: Plan) -> None:
    deal = plan.deal(action.deal)
    contact = _contact(deal, action.contact)
    plan.emit("contact.removed", {"deal": plan.owner(deal, contact.id), "contact": contact.id})
    plan.summary = f"Removed {contact.name} from {deal.title}."


def _contact(deal: Deal, contact_id: str) -> Contact:
    for contact in deal.contacts:
        if contact.id == contact_id:
            return contact
    raise NotFound(f"{deal.title} has no such contact.")


def erase_person(action: actions.ErasePerson, plan: Plan) -> None:
    """One event, which sorts after every row that it speaks of."""
    if not action.rows:
        raise Refused("Nothing in the board tells of that person any more.")
    plan.emit(ERASED, {"rows": dump_erased(action.rows)}, after=max(action.rows, key=sort_key))
    plan.summary = f"Erased what was known of the person in {counted(len(action.rows), 'row')}."
