"""The form of a deal, new or to be edited, and that of a contact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import chain
from operator import attrgetter
from typing import Final, cast

from pipeboard.domain import money, quickadd
from pipeboard.domain.actions import AddContact, AddDeal, EditContact, EditDeals, NewContact
from pipeboard.domain.addresses import checked_links
from pipeboard.domain.board import Board
from pipeboard.domain.deal import PRIORITIES, Deal
from pipeboard.domain.errors import BadInput, NotFound
from pipeboard.domain.fields import CUSTOM, DEAL
from pipeboard.domain.people import ROLES, Contact
from pipeboard.domain.pipeline import MOTIONS
from pipeboard.domain.pricing import discount, discounted, percent_text
from pipeboard.domain.values import Changes
from pipeboard.view.form import Choice, Form, FormField, FormSpec, Misread, read_fields
from pipeboard.view.forms.dates import day_meaning

KNOWN: Final = 200
"""Values of one field that are offered, the most used first."""
_MORE: Final = "more"
_CONTACT: Final = ("contact.name", "contact.email", "contact.phone", "contact.role")
_COMPLETED: Final = ("company", "owner", "source", "channel", "segment", "competitor")
_REPLACED: Final = (
    "value",
    "list_price",
    "floor",
    "trial_end",
    "currency",
    "owner",
    "source",
    "channel",
    "quotes",
)
_PRICES: Final = ("list_price", "floor")
_DISCOUNT: Final = "discount"
_NO_ROLE: Final = Choice("", "none")
_NO_MOTION: Final = Choice("", "none")


@dataclass(frozen=True, slots=True)
class Known:
    """Values in use on the board, the most used first; forms complete typing to them."""

    company: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    segment: tuple[str, ...] = ()
    competitor: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    custom: tuple[str, ...] = ()
    """Names of the users' own fields."""


def known_values(deals: Iterable[Deal]) -> Known:
    """What is in use on these deals."""
    # Without a call in Python for each deal: a form opens over all of them.
    there = tuple(deals)
    counts: dict[str, Counter[str]] = {name: Counter(map(attrgetter(name), there)) for name in _COMPLETED}
    for several in ("tags", "custom"):
        counts[several] = Counter(chain.from_iterable(map(attrgetter(several), there)))
    found = {
        name: tuple(value for value, _ in count.most_common(KNOWN + 1) if value)[:KNOWN]
        for name, count in counts.items()
    }
    return Known(**found)


def new_deal(
    board: Board,
    now: datetime,
    *,
    stage: str = "",
    given: Mapping[str, str] | None = None,
    known: Known | None = None,
) -> FormSpec:
    """The form of a new deal. `given` was typed already, `stage` is the id of the one chosen at first."""
    known = known or Known()
    stages = [
        one
        for pipeline in board.live_pipelines()
        for one in board.stages_in(pipeline.id)
        if one.phase == "pre"
    ]
    live = {one.id for one in stages}
    chosen = stage if stage in live else (stages[0].id if stages else "")
    stage_field = FormField(
        "stage", "Stage", chosen, choices=tuple(Choice(one.id, one.name) for one in stages)
    )
    texts = {"currency": board.settings.currency, "priority": "normal"}
    fields = deal_fields(texts, known, now)
    before = [one.name for one in fields].index("close")
    contact = (
        FormField(_CONTACT[0], "Contact", "", "name of the person", gap=True),
        FormField(_CONTACT[1], "E-mail"),
        FormField(_CONTACT[2], "Phone"),
        FormField(_CONTACT[3], "Role", "", choices=_roles()),
    )
    staged = (stage_field,) if stages else ()

    def read(form: Form) -> AddDeal:
        return _read_new(form, now)

    fields = (*fields[:before], *staged, *fields[before:], *contact)
    return FormSpec(
        "New deal",
        fields,
        read,
        vary=_varying(fields),
        save="add",
        typed=given or {},
        key="deal.new",
    )


def edit_deal(deal: Deal, now: datetime, *, known: Known | None = None) -> FormSpec:
    """The form of a deal that is there; its action changes only what was changed."""
    texts = deal_texts(deal)

    fields = deal_fields(texts, known or Known(), now)

    def read(form: Form) -> EditDeals:
        changes, percent = _read_priced(form.changed(), now)
        return EditDeals(deals=(deal.id,), changes=changes, discount=percent)

    return FormSpec(
        "Edit deal",
        fields,
        read,
        vary=_varying(fields),
        aside=deal.title,
        key=f"deal.edit {deal.id}",
    )


def change_field(deal: Deal, name: str, now: datetime, known: Known) -> FormSpec:
    """One field of a deal, for a key of its own; the values in use are listed."""
    field = next(one for one in deal_fields(deal_texts(deal), known, now) if one.name == name)
    field = replace(field, listed=name in _COMPLETED)

    def read(form: Form) -> EditDeals:
        return EditDeals(deals=(deal.id,), changes=read_deal(form.changed(), now))

    return FormSpec(DEAL[name].title, (field,), read, save="set", aside=deal.title)


def deal_texts(deal: Deal) -> dict[str, str]:
    """A deal's fields as people would type them."""
    texts = {name: getattr(deal, name) for name in ("title", "currency", "priority", "motion", *_COMPLETED)}
    texts["quotes"] = "" if deal.quotes is None else str(deal.quotes)
    texts["value"] = "" if deal.value is None else money.show_money(deal.value)
    texts["tags"] = " ".join(deal.tags)
    texts["close"] = "" if deal.close is None else deal.close.isoformat()
    texts["trial_end"] = "" if deal.trial_end is None else deal.trial_end.isoformat()
    prices = {name: getattr(deal, name) for name in _PRICES}
    texts |= {name: "" if price is None else money.show_money(price) for name, price in prices.items()}
    percent = discount(deal)
    texts[_DISCOUNT] = percent_text(percent) if percent is not None and percent >= 0 else ""
    return {**texts, **{f"{CUSTOM}{name}": text for name, text in deal.custom.items()}}


def line_texts(line: str, board: Board, now: datetime, pipeline: str | None = None) -> dict[str, str]:
    """What a quick line says, as texts for the fields of a form; one that cannot be read is the title.

    The stage is an id; those of `pipeline` come first.
    """
    title = line.strip()
    try:
        fields = quickadd.read(title, board, now, pipeline) if title else {}
    except (BadInput, NotFound):
        return {"title": title}
    texts = {name: str(value) for name, value in fields.items()}
    if isinstance(fields.get("tags"), tuple):
        texts["tags"] = " ".join(cast("tuple[str, ...]", fields["tags"]))
    return texts


def new_contact(deal: Deal) -> FormSpec:
    """A further person on a deal."""

    def read(form: Form) -> AddContact:
        texts = {name: text.strip() for name, text in form.texts().items()}
        if not texts["name"]:
            raise Misread({"name": "A contact needs a name."})
        return AddContact(deal=deal.id, contact=NewContact(**checked_contact(texts)))

    key = f"contact.new {deal.id}"
    return FormSpec("New contact", _contact_fields(None), read, save="add", aside=deal.title, key=key)


def edit_contact(deal: Deal, contact: Contact) -> FormSpec:
    """A person on a deal."""

    def read(form: Form) -> EditContact:
        changed = {name: text.strip() for name, text in form.changed().items()}
        return EditContact(deal=deal.id, contact=contact.id, changes=checked_contact(changed))

    return FormSpec("Edit contact", _contact_fields(contact), read, aside=deal.title)


def deal_fields(texts: Mapping[str, str], known: Known, now: datetime) -> tuple[FormField, ...]:
    """The fields of a deal, filled with what people would type."""

    def one(name: str, hint: str = "", values: Sequence[str] = (), *, gap: bool = False) -> FormField:
        return FormField(
            name,
            DEAL[name].title,
            texts.get(name, ""),
            hint,
            known=tuple(values),
            replaced=name in _REPLACED,
            gap=gap,
        )

    custom = dict.fromkeys(
        (*(name for name in texts if name.startswith(CUSTOM)), *(f"{CUSTOM}{n}" for n in known.custom))
    )
    return (
        one("title", "what you sell them"),
        one("company", "", known.company),
        one("value", "12000 or 12k"),
        one("currency", "EUR"),
        one("owner", "", known.owner, gap=True),
        FormField(
            "close",
            "Close by",
            texts.get("close", ""),
            "3w, fri, 2026-12-01",
            preview=day_meaning(now),
            replaced=True,
        ),
        FormField(
            "priority",
            "Priority",
            texts.get("priority", "normal"),
            choices=tuple(Choice(priority, priority) for priority in PRIORITIES),
        ),
        one("source", "where the lead came from", known.source, gap=True),
        one("channel", "", known.channel),
        one("tags", "web nordic", known.tags),
        FormField(
            "motion",
            DEAL["motion"].title,
            texts.get("motion", ""),
            choices=(_NO_MOTION, *(Choice(motion, motion) for motion in MOTIONS)),
        ),
        one("segment", "the part of the market", known.segment),
        one("competitor", "who else is in it", known.competitor),
        one("quotes", "how many they have to get"),
        one("list_price", "what it costs without a discount", gap=True),
        FormField(
            _DISCOUNT, "Discount", texts.get(_DISCOUNT, ""), "15 for 15%; sets the value", replaced=True
        ),
        one("floor", "the least that it may be sold for"),
        replace(one("trial_end", "2w, 2026-12-01"), preview=day_meaning(now)),
        *(FormField(name, name.removeprefix(CUSTOM), texts.get(name, "")) for name in custom),
        FormField(_MORE, "Own fields", texts.get(_MORE, ""), "industry=retail; seats=40"),
    )


def read_deal(typed: Mapping[str, str], now: datetime) -> Changes:
    """Changes of a deal; an amount may name its currency, which then counts."""
    own = _read_own(typed.get(_MORE, ""))
    names = [name for name in typed if name != _MORE]
    changes = read_fields(DEAL, {name: typed[name] for name in names}, now)
    if typed.get("value", "").strip():
        named = money.parse_amount(typed["value"])[1]
        if named:
            changes["currency"] = named
    return {**changes, **own}


def _read_priced(typed: Mapping[str, str], now: datetime) -> tuple[Changes, Decimal | None]:
    """Changes of a deal, and the discount that was typed among them, in percent."""
    text = typed.get(_DISCOUNT)
    errors: dict[str, str] = {}
    percent, changes = None, {}
    try:
        # An emptied discount means the list price again, unless the price was said in another way.
        if text is not None and (text.strip() or not {"value", "list_price"} & typed.keys()):
            percent = money.parse_percent(text) if text.strip() else Decimal(0)
    except BadInput as error:
        errors[_DISCOUNT] = error.sentence
    try:
        changes = {**read_deal({name: one for name, one in typed.items() if name != _DISCOUNT}, now)}
    except Misread as misread:
        errors.update(misread.errors)
    if errors:
        raise Misread(errors)
    return changes, percent


def _varying(fields: tuple[FormField, ...]) -> Callable[[Mapping[str, str]], tuple[FormField, ...]]:
    """The fields for what is typed: the discount says the value that it comes to."""

    def vary(typed: Mapping[str, str]) -> tuple[FormField, ...]:
        meaning = _discount_meaning(typed.get("list_price") or typed.get("value") or "")
        return tuple(replace(one, preview=meaning) if one.name == _DISCOUNT else one for one in fields)

    return vary


def _discount_meaning(price: str) -> Callable[[str], str]:
    """Tells the value that a discount off a typed price comes to; "" for what is none yet."""

    def tell(text: str) -> str:
        try:
            percent, full = money.parse_percent(text), money.parse_money(price)
        except BadInput:
            return ""
        return f"a value of {money.show_money(discounted(full, percent))}, off {money.show_money(full)}"

    return tell


def _read_own(text: str) -> dict[str, str]:
    own: dict[str, str] = {}
    for pair in text.split(";"):
        name, equals, value = pair.partition("=")
        if not pair.strip():
            continue
        if not equals or not name.strip():
            raise Misread({_MORE: "Write your own fields as name=value, with a semicolon between them."})
        own[f"{CUSTOM}{name.strip()}"] = value.strip()
    return own


def _read_new(form: Form, now: datetime) -> AddDeal:
    texts = form.texts()
    person = {name: texts.pop(name).strip() for name in _CONTACT}
    stage = texts.pop("stage", "")
    typed = {name: text for name, text in texts.items() if text.strip() or name == "title"}
    errors: dict[str, str] = {}
    contacts: tuple[NewContact, ...] = ()
    changes: Changes = {}
    percent: Decimal | None = None
    try:
        changes, percent = _read_priced(typed, now)
    except Misread as error:
        errors.update(error.errors)
    if not texts["title"].strip():
        errors["title"] = "A deal needs a title."
    if any(person[name] for name in _CONTACT[:3]):
        try:
            contacts = (_read_person(person),)
        except Misread as error:
            errors.update(error.errors)
    if errors:
        raise Misread(errors)
    return AddDeal(fields={**changes, "stage": stage or None}, contacts=contacts, discount=percent)


def _read_person(person: Mapping[str, str]) -> NewContact:
    name, email, phone, role = (person[one] for one in _CONTACT)
    if not name:
        raise Misread({_CONTACT[0]: "A contact needs a name."})
    if email and "@" not in email:
        raise Misread({_CONTACT[1]: "This is not an e-mail address; it has no @."})
    return NewContact(name, email, phone, role)


def _contact_fields(contact: Contact | None) -> tuple[FormField, ...]:
    return (
        FormField("name", "Name", contact.name if contact else ""),
        FormField("email", "E-mail", contact.email if contact else ""),
        FormField("phone", "Phone", contact.phone if contact else ""),
        FormField("role", "Role", contact.role if contact else "", choices=_roles()),
        FormField("links", "Links", contact.links if contact else "", "https://example.com/jo"),
    )


def checked_contact(texts: dict[str, str]) -> dict[str, str]:
    """The same texts; Misread for an e-mail address or a link that is none."""
    errors = {}
    if texts.get("email") and "@" not in texts["email"]:
        errors["email"] = "This is not an e-mail address; it has no @."
    try:
        checked_links(texts.get("links", ""))
    except BadInput as error:
        errors["links"] = error.sentence
    if errors:
        raise Misread(errors)
    return texts


def _roles() -> tuple[Choice, ...]:
    return (_NO_ROLE, *(Choice(role, role) for role in ROLES))
