"""What people type for a deal, a stage, a follow-up, an item of a list and so on, and what it means.

Never a guess: where more than one fits, the sentence names them and nothing is picked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple, Protocol, TypeVar

from pipeboard.domain.board import Board
from pipeboard.domain.deal import Deal
from pipeboard.domain.definitions import NAMED, Definition, listed
from pipeboard.domain.errors import NotFound
from pipeboard.domain.followup import FollowUp
from pipeboard.domain.ids import shortest_tails
from pipeboard.domain.money import show_money
from pipeboard.domain.nearest import get_close_matches
from pipeboard.domain.people import Contact
from pipeboard.domain.pipeline import Pipeline, Stage
from pipeboard.domain.proposal import Proposal, Standing, latest
from pipeboard.domain.quotes import quoted
from pipeboard.domain.values import Value

LEAST_TAIL: Final = 4
"""Characters of an id's end that are enough to name it, if no other id ends the same."""
LEAST_PREFIX: Final = 3
_CANDIDATES: Final = 5


class _Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


class _Titled(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...


_N = TypeVar("_N", bound=_Named)
_Listed = TypeVar("_Listed", bound=_Titled)


class _Called(NamedTuple):
    """A definition by what people call it."""

    id: str
    name: str


def find_deal(board: Board, text: str, *, follow_merges: bool = True) -> Deal:
    """The deal with this id or title, or with a unique start or tail of its id, or first words of its title.

    NotFound otherwise.

    A deal that boards show wins over an archived, deleted or merged one; a merged one leads to its survivor
    unless `follow_merges` is off.
    """
    wanted = text.strip()
    deal = board.deals.get(wanted) or _one_deal(board, wanted)
    followed = set() if follow_merges else {deal.id}
    while deal.merged_into in board.deals and deal.id not in followed:
        followed.add(deal.id)
        deal = board.deals[deal.merged_into]
    return deal


def find_deals(board: Board, texts: Iterable[str], *, follow_merges: bool = True) -> tuple[Deal, ...]:
    """Each of the named deals once, in the order they were named."""
    found = (find_deal(board, text, follow_merges=follow_merges) for text in texts)
    return tuple({deal.id: deal for deal in found}.values())


def find_stage(board: Board, text: str, pipeline: str | None = None) -> Stage:
    """The live stage with this id, name or unique start of a name.

    `pipeline` (an id) is searched first; its stages win over those of others. NotFound names the nearest.
    """
    live = [stage for one in board.live_pipelines() for stage in board.stages_in(one.id)]
    for stages in (board.stages_in(pipeline) if pipeline else (), live):
        fitting = _fitting(stages, text)
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            names = ", ".join(
                f"{stage.id} ({stage.name}, {_pipeline_name(board, stage)})"
                for stage in fitting[:_CANDIDATES]
            )
            raise NotFound(f"More than one stage fits {quoted(text)}: {names}; write the id of one.")
    raise NotFound(no_such("stage", text, board.stages_in(pipeline) if pipeline else live))


def find_pipeline(board: Board, text: str) -> Pipeline:
    """The live pipeline with this id, name or unique start of a name; NotFound names the nearest."""
    fitting = _fitting(board.live_pipelines(), text)
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(f"{one.id} ({one.name})" for one in fitting[:_CANDIDATES])
        raise NotFound(f"More than one pipeline fits {quoted(text)}: {names}; write the id of one.")
    raise NotFound(no_such("pipeline", text, board.live_pipelines()))


def find_defined(board: Board, kind: str, text: str) -> Definition:
    """The definition of a kind with this id, title or unique start of either; NotFound names the nearest."""
    things = [_Called(one.id, one.title) for one in board.definitions(kind).values()]
    fitting = _fitting(things, text)
    if len(fitting) == 1:
        return board.definitions(kind)[fitting[0].id]
    if fitting:
        names = ", ".join(f"{one.id} ({one.name})" for one in fitting[:_CANDIDATES])
        raise NotFound(f"More than one {kind} fits {quoted(text)}: {names}; write the id of one.")
    raise NotFound(no_such(kind, text, things))


def find_follow_up(board: Board, text: str) -> tuple[Deal, FollowUp]:
    """The open follow-up with this id (whole, unique start or tail), or the only one of the deal named so."""
    wanted = text.strip()
    everything = [(deal, one) for deal in board.deals.values() for one in deal.follow_ups]
    fitting = [pair for pair in everything if pair[1].id == wanted] or [
        pair for pair in everything if _id_fits(pair[1].id, wanted.casefold())
    ]
    shown = [pair for pair in fitting if pair[0].is_visible] or fitting
    if not shown:
        try:
            deal = find_deal(board, wanted)
        except NotFound:
            raise NotFound(
                f"There is no open follow-up {quoted(text)}; see `pipeboard follow-up list`."
            ) from None
        if not deal.follow_ups:
            raise NotFound(
                f"{quoted(deal.title)} has no open follow-up; plan one with `pipeboard follow-up add`."
            )
        shown = [(deal, one) for one in deal.follow_ups]
    if len(shown) > 1:
        tails = short_follow_up_ids(board)
        names = ", ".join(f"{tails[one.id]} ({one.kind}, {deal.title})" for deal, one in shown[:_CANDIDATES])
        raise NotFound(f"More than one follow-up fits {quoted(text)}: {names}; write the id of one.")
    return shown[0]


def find_proposal(board: Board, text: str, standing: Standing | None = None) -> tuple[Deal, Proposal]:
    """The proposal with this id (whole, unique start or tail), or the one of the deal named so.

    Of several on a deal it is the latest that is not decided, one of that `standing` before all others; where
    all are decided, the only one. NotFound where that is none, or could be several.
    """
    wanted = text.strip()
    everything = [(deal, one) for deal in board.deals.values() for one in deal.proposals]
    fitting = [pair for pair in everything if pair[1].id == wanted] or [
        pair for pair in everything if _id_fits(pair[1].id, wanted.casefold())
    ]
    shown = [pair for pair in fitting if pair[0].is_visible] or fitting
    if not shown:
        try:
            deal = find_deal(board, wanted)
        except NotFound as error:
            if error.sentence.startswith("There is no deal"):
                raise NotFound(
                    f"There is no proposal {quoted(text)}; see `pipeboard proposal list`."
                ) from None
            raise
        shown = [(deal, one) for one in _proposals_meant(deal, standing)]
    if len(shown) > 1:
        tails = short_proposal_ids(board)
        names = ", ".join(
            f"{tails[one.id]} ({one.standing} {show_money(one.amount, one.currency)}, {deal.title})"
            for deal, one in shown[:_CANDIDATES]
        )
        raise NotFound(f"More than one proposal fits {quoted(text)}: {names}; write the id of one.")
    return shown[0]


def _proposals_meant(deal: Deal, standing: Standing | None) -> list[Proposal]:
    """Those that the deal's name can stand for: one, or all of several decided ones. NotFound for none."""
    undecided = [one for one in deal.proposals if not one.outcome]
    meant = latest([one for one in undecided if one.standing == standing] or undecided)
    if meant is not None:
        return [meant]
    if not deal.proposals:
        raise NotFound(f"{quoted(deal.title)} has no proposal; add one with `pipeboard proposal add`.")
    return list(deal.proposals)


def find_contact(deal: Deal, text: str) -> Contact:
    """The contact of a deal with this id, name, e-mail address or unique start of a name."""
    wanted = text.strip().casefold()
    tests: tuple[Callable[[Contact], bool], ...] = (
        lambda one: one.id == text.strip() or wanted in (one.name.casefold(), one.email.casefold()),
        lambda one: _id_fits(one.id, wanted) or one.name.casefold().startswith(wanted),
    )
    for test in tests:
        fitting = [one for one in deal.contacts if test(one)] if wanted else []
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            names = ", ".join(f"{one.name} ({one.id[-LEAST_TAIL:]})" for one in fitting[:_CANDIDATES])
            raise NotFound(f"More than one contact fits {quoted(text)}: {names}; write the id of one.")
    there = ", ".join(one.name for one in deal.contacts) or "none"
    raise NotFound(f"{quoted(deal.title)} has no contact {quoted(text)}; there are: {there}.")


def find_definition(board: Board, kind: str, text: str) -> Definition:
    """The definition of a kind with this id, title or unique beginning of one; NotFound names the nearest."""
    return _one_definition(board, kind, text, _called(board, kind, text) or _begun(board, kind, text))


def definition_to_change(board: Board, kind: str, text: str, whole: str = "") -> Definition | None:
    """The definition with this id or title; None where there is none, so that a new one is meant.

    With `whole` a title counts only among the parts of that: another list may have an item of the same text.
    """
    fitting = _called(board, kind, text)
    if whole:
        fitting = [one for one in fitting if one.whole == whole or one.id == text.strip()]
    return _one_definition(board, kind, text, fitting) if fitting else None


def with_wholes(board: Board, values: Mapping[str, Value]) -> dict[str, Value]:
    """Typed values of a definition, with what it is part of by its id: stages and frameworks have names, too.

    NotFound for one that there is not.
    """
    found = dict(values)
    for name in NAMED:
        text = str(values.get(name) or "")
        if text:
            found[name] = (
                find_stage(board, text).id if name == "stage" else find_definition(board, name, text).id
            )
    what, _, owner = str(values.get("list") or "").partition(":")
    if what == "stage" and owner:
        found["list"] = f"stage:{find_stage(board, owner).id}"
    return found


def _called(board: Board, kind: str, text: str) -> list[Definition]:
    known, wanted = board.definitions(kind), text.strip()
    if wanted in known:
        return [known[wanted]]
    return [one for one in listed(known.values()) if one.title.casefold() == wanted.casefold()]


def _begun(board: Board, kind: str, text: str) -> list[Definition]:
    begin = text.strip().casefold()
    fitting = listed(board.definitions(kind).values()) if begin else ()
    return [one for one in fitting if one.title.casefold().startswith(begin) or one.id.startswith(begin)]


def _one_definition(board: Board, kind: str, text: str, fitting: Sequence[Definition]) -> Definition:
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(f"{one.id} ({one.title})" for one in fitting[:_CANDIDATES])
        raise NotFound(f"More than one {kind} fits {quoted(text)}: {names}; write the id of one.")
    there = listed(board.definitions(kind).values())
    known = {one.title.casefold(): one.title for one in there} | {one.id: one.id for one in there}
    near = get_close_matches(text.strip().casefold(), known, 1)
    guess = f"; did you mean {quoted(known[near[0]])}?" if near else f"; see `pipeboard define {kind}`."
    raise NotFound(f"There is no {kind} {quoted(text)}{guess}")


def find_listed(listed: Sequence[_Listed], text: str, what: str, of: str) -> _Listed:
    """The one of a numbered list with this id, number, text or part of its text.

    `what` they are and whose (`of`) is said by the NotFound that lists them.
    """
    wanted = text.strip().casefold()
    numbers = {str(number): one for number, one in enumerate(listed, 1)}
    if wanted in numbers:
        return numbers[wanted]
    tests: tuple[Callable[[_Listed], bool], ...] = (
        lambda one: one.id == text.strip(),
        lambda one: one.title.casefold() == wanted,
        lambda one: wanted in one.title.casefold(),
    )
    fits = ([one for one in listed if test(one)] for test in tests if wanted)
    fitting = next((found for found in fits if found), [])
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(f"{listed.index(one) + 1} {quoted(one.title)}" for one in fitting[:_CANDIDATES])
        raise NotFound(f"More than one {what} of {of} fits {quoted(text)}: {names}; write the number of one.")
    names = ", ".join(f"{number} {quoted(one.title)}" for number, one in enumerate(listed, 1)) or "none"
    raise NotFound(f"{of} has no {what} {quoted(text)}; there are: {names}.")


def short_ids(board: Board) -> dict[str, str]:
    """What people see for each deal's id: its shortest tail that no other deal's id ends with."""
    return shortest_tails(list(board.deals), LEAST_TAIL)


def short_follow_up_ids(board: Board) -> dict[str, str]:
    """Each open follow-up's id with its shortest unique tail."""
    # Each once: that of a merged duplicate is on both deals.
    ids = dict.fromkeys(one.id for deal in board.deals.values() for one in deal.follow_ups)
    return shortest_tails(list(ids), LEAST_TAIL)


def short_proposal_ids(board: Board) -> dict[str, str]:
    """Each proposal's id with its shortest unique tail."""
    ids = dict.fromkeys(one.id for deal in board.deals.values() for one in deal.proposals)
    return shortest_tails(list(ids), LEAST_TAIL)


def _one_deal(board: Board, wanted: str) -> Deal:
    lowered = wanted.casefold()
    if not lowered:
        raise NotFound("No deal was named; write its id or its title.")
    titled = [deal for deal in board.deals.values() if deal.title.casefold() == lowered]
    by_id = [deal for deal in board.deals.values() if _id_fits(deal.id, lowered)]
    begun = [deal for deal in board.visible_deals() if _begins(deal.title.casefold(), lowered)]
    for fitting in (titled, by_id, begun):
        shown = [deal for deal in fitting if deal.is_visible] or fitting
        if len(shown) == 1:
            return shown[0]
        if shown:
            raise NotFound(
                f"{len(shown)} deals fit {quoted(wanted)}: {_listed(board, shown)}; write the id of one."
            )
    near = _nearest_deals(board, lowered)
    hint = f"; the nearest: {_listed(board, near)}." if near else "; see `pipeboard list`."
    raise NotFound(f"There is no deal {quoted(wanted)}{hint}")


def _begins(title: str, lowered: str) -> bool:
    """Whether a title begins with these whole words."""
    return title.startswith(lowered) and not title[len(lowered) : len(lowered) + 1].isalnum()


def _id_fits(one: str, lowered: str) -> bool:
    return (len(lowered) >= LEAST_PREFIX and one.startswith(lowered)) or (
        len(lowered) >= LEAST_TAIL and one.endswith(lowered)
    )


def _listed(board: Board, deals: Sequence[Deal]) -> str:
    tails = short_ids(board)
    named = ", ".join(f"{tails[deal.id]} {quoted(deal.title)}" for deal in deals[:_CANDIDATES])
    return f"{named} and {len(deals) - _CANDIDATES} more" if len(deals) > _CANDIDATES else named


def _nearest_deals(board: Board, lowered: str) -> list[Deal]:
    shown = {deal.title.casefold(): deal for deal in board.visible_deals()}
    within = [deal for title, deal in shown.items() if lowered in title]
    if within:
        return within[:3]
    return [shown[title] for title in get_close_matches(lowered, shown, 3)]


def _fitting(things: Iterable[_N], text: str) -> list[_N]:
    """Those with this id; else those of this name; else those whose name or id starts so."""
    wanted = text.strip().casefold()
    things = list(things)
    tests: tuple[Callable[[_N], bool], ...] = (
        lambda one: one.id == wanted,
        lambda one: one.name.casefold() == wanted,
        lambda one: one.name.casefold().startswith(wanted) or one.id.startswith(wanted),
    )
    fits = ([one for one in things if test(one)] for test in tests)
    return next((found for found in fits if found), []) if wanted else []


def no_such(what: str, text: str, things: Iterable[_Named]) -> str:
    """The sentence that says so, with the names that there are and the nearest of them."""
    names = {one.name.casefold(): one.name for one in things}
    near = get_close_matches(text.strip().casefold(), names, 1)
    guess = f" Did you mean {quoted(names[near[0]])}?" if near else ""
    return f"There is no {what} {quoted(text)}; there are: {', '.join(names.values()) or 'none'}.{guess}"


def _pipeline_name(board: Board, stage: Stage) -> str:
    pipeline = board.pipelines.get(stage.pipeline)
    return pipeline.name if pipeline else stage.pipeline
