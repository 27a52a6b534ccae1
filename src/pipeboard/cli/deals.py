"""Commands that write a deal's fields: `add` and `edit`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from pipeboard.cli.many import ManyCommand, change, selecting
from pipeboard.cli.options import F, override, pairs_of, pass_session, writes
from pipeboard.cli.report import tell
from pipeboard.cli.session import Session
from pipeboard.cli.values import DEAL, STAGE, TAG, FieldValue
from pipeboard.domain.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from decimal import Decimal

    from pipeboard.domain.actions import Action
    from pipeboard.domain.deal import Deal
    from pipeboard.domain.values import Value
    from pipeboard.workspace.workspace import Workspace

_OPTIONS: Final = (
    ("--company", "Who might buy."),
    ("--value", "What it is worth: 12000, 12k, 1.234,50."),
    ("--currency", "Three letters, such as EUR."),
    ("--list-price", "What it costs without a discount."),
    ("--discount", "Percent off the list price: sets the value."),
    ("--floor", "The least that it may be sold for."),
    ("--owner", "Who works on it; `me` is you."),
    ("--source", "Cold, warm, referral, inbound, existing, ..."),
    ("--channel", "Where it came from: mail, fair, web, ..."),
    ("--motion", "product-led, sales-led, marketing-led or customer-success-led."),
    ("--segment", "The part of the market that it is in."),
    ("--competitor", "Who else is in it."),
    ("--quotes", "How many quotes they have to get."),
    ("--close", "Expected close: 2026-12-01, +3w, fri."),
    ("--decision", "When they want to have decided."),
    ("--trial-end", "Last day of a trial: 2026-12-01, +2w."),
    ("--renewal", "When a won deal is to be renewed."),
    ("--review", "When a win or loss is to be looked at again."),
    ("--priority", "low, normal or high."),
    ("--external-id", "Its id in another system."),
    ("--contact", "Name of a person there."),
    ("--email", "The person's mail address."),
    ("--phone", "The person's phone number."),
)
_COMPLETED: Final = (
    *("company", "currency", "owner", "source", "channel", "motion", "segment", "competitor", "priority"),
    "contact",
)
"""Options that are completed with what other deals have."""
_OF_CONTACT: Final = ("contact", "email", "phone")
_NO_FIELDS: Final = (*_OF_CONTACT, "discount")


def deal_options(function: F) -> F:
    """The options that `add` and `edit` share."""
    function = click.option(
        "--set", "extra", multiple=True, metavar="FIELD=VALUE", help="Any field, also one of your own."
    )(function)
    function = click.option(
        "--tag", "tags", type=TAG, multiple=True, metavar="TAG", help="A tag; may be repeated."
    )(function)
    function = click.option("--stage", type=STAGE, metavar="STAGE", help="Name or id of a stage.")(function)
    for name, text in reversed(_OPTIONS):
        field = name.strip("-")
        kind = FieldValue(field) if field in _COMPLETED else None
        function = click.option(name, type=kind, metavar=field.upper(), help=text)(function)
    return function


@click.command()
@click.argument("title", nargs=-1, required=True)
@click.option(
    "--quick", is_flag=True, help="Read TITLE as one line: Acme website 12k EUR @anna #web close:3w"
)
@deal_options
@writes
@pass_session
def add(
    session: Session,
    /,
    title: tuple[str, ...],
    quick: bool,
    stage: str | None,
    tags: tuple[str, ...],
    extra: tuple[str, ...],
    as_json: bool,
    **options: str | None,
) -> None:
    """Add a deal.

    \b
    pipeboard add "Acme website" --company Acme --value 12k --close 3w
    pipeboard add --quick "Acme website 12k EUR @anna #web close:3w"
    """
    from pipeboard.domain import actions
    from pipeboard.domain.find import find_stage

    with session.writing() as workspace:
        line = " ".join(title).strip()
        fields: dict[str, Value] = _quick(line, workspace) if quick else {"title": line}
        if stage:
            fields["stage"] = find_stage(workspace.board, stage).id
        fields |= _fields(workspace, options, tags, extra)
        if not str(fields["title"] or ""):
            raise BadInput("A deal needs a title; write `pipeboard add TITLE`.")
        contacts: tuple[actions.NewContact, ...] = ()
        if options["contact"]:
            contacts = (
                actions.NewContact(options["contact"], options["email"] or "", options["phone"] or ""),
            )
        elif options["email"] or options["phone"]:
            raise BadInput("An address or a number needs a name; add --contact NAME.")
        outcome = workspace.do(
            actions.AddDeal(fields, contacts, _discount(options), at=session.moment(workspace))
        )
        board = workspace.board
    from pipeboard.domain.find import short_ids

    new = outcome.changed[0]
    tell(board, f"{outcome.summary} Its id is {short_ids(board)[new]}.", (new,), as_json=as_json)


@click.command(cls=ManyCommand)
@click.argument("deals", type=DEAL, nargs=-1, required=True, metavar="DEAL...")
@click.option("--title", metavar="TITLE", help="A new title.")
@click.option("--revisit", metavar="WHEN", help="When to look at a disqualified deal again.")
@click.option("--untag", type=TAG, multiple=True, metavar="TAG", help="Take a tag off; may be repeated.")
@override
@deal_options
@selecting
@writes
@pass_session
def edit(
    session: Session,
    /,
    deals: tuple[str, ...],
    untag: tuple[str, ...],
    override: str,
    stage: str | None,
    tags: tuple[str, ...],
    extra: tuple[str, ...],
    as_json: bool,
    **options: str | None,
) -> None:
    """Change a deal.

    Or several, all in the same way. An empty value empties a field: `pipeboard edit acme --close ""`. --tag
    adds to the tags there are.
    """
    from pipeboard.domain.actions import EditDeals, MoveDeals, TagDeals, Together
    from pipeboard.domain.find import find_stage

    def make(workspace: Workspace, found: Sequence[Deal], at: datetime | None) -> Action:
        board = workspace.board
        ids = tuple(deal.id for deal in found)
        todo: list[Action] = []
        if stage:
            target = find_stage(board, stage, board.stage_of(found[0]).pipeline)
            todo.append(MoveDeals(ids, target.id, override))
        todo += _contact_changes(found, options)
        changes, percent = _fields(workspace, options, (), extra), _discount(options)
        if changes or percent is not None:
            todo.append(EditDeals(ids, changes, percent))
        if tags or untag:
            todo.append(TagDeals(ids, tags, untag))
        if not todo:
            raise BadInput("Nothing to change was named; see `pipeboard edit --help`.")
        return Together(tuple(todo), at=at)

    change(session, deals, make, as_json=as_json)


def _quick(line: str, workspace: Workspace) -> dict[str, Value]:
    from pipeboard.domain.quickadd import read

    return read(line, workspace.board, workspace.now())


def _fields(
    workspace: Workspace,
    options: dict[str, str | None],
    tags: tuple[str, ...],
    extra: tuple[str, ...],
) -> dict[str, Value]:
    """The typed options as fields of a deal. BadInput names the one that cannot be read."""
    from pipeboard.domain.fields import CUSTOM, DEAL, parse_changes
    from pipeboard.domain.money import parse_amount

    typed = {name: text for name, text in options.items() if text is not None and name not in _NO_FIELDS}
    for name, text in pairs_of(extra, "--set").items():
        typed[name if name in DEAL or name.startswith(CUSTOM) else f"{CUSTOM}{name}"] = text
    if tags:
        typed["tags"] = ",".join(tags)
    if typed.get("value", "").strip():
        currency = parse_amount(typed["value"])[1]
        if currency:
            typed.setdefault("currency", currency)
    fields = parse_changes(DEAL, typed, workspace.now())
    if fields.get("origin"):
        from pipeboard.domain.find import find_deal

        fields["origin"] = find_deal(workspace.board, str(fields["origin"])).id
    return fields


def _discount(options: dict[str, str | None]) -> Decimal | None:
    """The discount in percent, None where none was given. BadInput for one that cannot be read."""
    from pipeboard.domain.money import parse_percent

    text = options["discount"]
    return None if text is None else parse_percent(text)


def _contact_changes(deals: Sequence[Deal], options: dict[str, str | None]) -> list[Action]:
    """The action that adds or changes the person that --contact, --email and --phone describe."""
    from pipeboard.domain.actions import AddContact, EditContact, NewContact

    name = options["contact"]
    changes = {key: text for key in ("email", "phone") if (text := options[key]) is not None}
    if name is None and not changes:
        return []
    if len(deals) != 1:
        raise BadInput("A person is added to one deal, or changed there; name just that deal.")
    deal = deals[0]
    same = [one for one in deal.contacts if name is None or one.name.casefold() == name.strip().casefold()]
    if len(same) == 1:
        return [EditContact(deal.id, same[0].id, changes)] if changes else []
    if name is None:
        raise BadInput("Say whose address or number it is: add --contact NAME.")
    contact = NewContact(name.strip(), changes.get("email", ""), changes.get("phone", ""))
    return [AddContact(deal.id, contact)]
