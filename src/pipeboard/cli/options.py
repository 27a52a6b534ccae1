"""Options and arguments that many commands share, and how their values are completed in a shell."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
from click.shell_completion import CompletionItem

from pipeboard.cli.session import Session
from pipeboard.domain.errors import BadInput
from pipeboard.domain.quotes import quoted

F = TypeVar("F", bound=Callable[..., Any])
pass_session = click.make_pass_decorator(Session, ensure=True)

_TERM = re.compile(r"-(?:[^\W\d][\w.-]*[:<>=].*|[\"(].*|\S+\s.*)", re.DOTALL)
_NAME = re.compile(r"-[a-z]+")


def kept(name: str) -> Callable[[click.Context, click.Parameter, object], None]:
    """A callback that keeps an option's value in the session, wherever on the line it stands."""

    def keep(ctx: click.Context, _parameter: click.Parameter, value: object) -> None:
        if value is not None and value is not False:
            setattr(ctx.ensure_object(Session), name, value)

    return keep


def everywhere(function: F) -> F:
    """The options that every command takes."""
    function = click.option(
        "--debug",
        is_flag=True,
        expose_value=False,
        callback=kept("debug"),
        help="Show where an error comes from.",
    )(function)
    return click.option(
        "--file",
        "-f",
        metavar="PATH",
        expose_value=False,
        callback=kept("file"),
        help="The board file.",
    )(function)


def opens(function: F) -> F:
    """The options of a command that opens the app."""
    return click.option(
        "--low-bandwidth",
        is_flag=True,
        expose_value=False,
        callback=kept("low_bandwidth"),
        help="Send little: 16 colours, fewer frames.",
    )(function)


def as_json(function: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="Print JSON: `pipeboard help json`.")(
        function
    )


def reads(function: F) -> F:
    """The options of a command that only looks."""
    return as_json(everywhere(function))


def signed(function: F) -> F:
    """The options of a command that changes the board now."""
    return click.option(
        "--by",
        metavar="NAME",
        expose_value=False,
        callback=kept("by"),
        help="Who did it, if not you.",
    )(reads(function))


def writes(function: F) -> F:
    """The options of a command that changes the board, perhaps as of an earlier day."""
    return click.option(
        "--at",
        metavar="WHEN",
        expose_value=False,
        callback=kept("at"),
        help="When it happened, if not now: 2026-11-20, yesterday, -3d.",
    )(signed(function))


class FilterCommand(click.Command):
    """A command whose FILTER may hold terms with a minus (`-source:cold`), which are no options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        options = {name for parameter in self.params for name in (*parameter.opts, *parameter.secondary_opts)}
        marked: list[str] = []
        takes_value = {
            name
            for parameter in self.params
            if isinstance(parameter, click.Option) and not parameter.is_flag
            for name in parameter.opts
        }
        for at, arg in enumerate(args):
            follows_option = at > 0 and args[at - 1] in takes_value
            is_term = arg not in options and not follows_option and (_TERM.fullmatch(arg) or _is_flag(arg))
            marked.append(f"\0{arg}" if is_term else arg)
        return super().parse_args(ctx, marked)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Options, and what a filter's minus may stand before."""
        found = super().shell_complete(ctx, incomplete)
        if incomplete.startswith("-") and not incomplete.startswith("--"):
            words = next(one for one in self.params if isinstance(one.type, FilterText))
            found += words.type.shell_complete(ctx, words, incomplete)
        return found


def _is_flag(arg: str) -> bool:
    """Whether an argument is a flag of the filter with a minus, or begins `-has something`."""
    if not _NAME.fullmatch(arg):
        return False
    from pipeboard.domain.query.vocabulary import FLAGS  # 15 ms, for those who write `-overdue` alone

    return arg == "-has" or arg[1:] in FLAGS


def _unmark(_ctx: click.Context, _parameter: click.Parameter, words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word.removeprefix("\0") for word in words)


def filter_words(function: F) -> F:
    """The FILTER argument; its command's class is `FilterCommand`."""
    return click.argument("words", metavar="[FILTER]", nargs=-1, type=FilterText(), callback=_unmark)(
        function
    )


def as_of(function: F) -> F:
    """The option that looks at an earlier day."""
    return click.option("--as-of", "as_of", metavar="WHEN", help="As it was at the end of that day.")(
        function
    )


def of_view(function: F) -> F:
    """The option that takes the filter, order and pipeline of a saved view."""
    return click.option(
        "--view", metavar="NAME", type=ViewName(), help="As a saved view has it: `pipeboard views`."
    )(function)


def arranged(function: F) -> F:
    """The options that say how deals are shown: the same words as in the app and in saved views."""
    function = click.option("--pipeline", "-p", metavar="PIPELINE", help="Deals of one pipeline alone.")(
        function
    )
    function = click.option(
        "--lanes", metavar="FIELD", help="Cut by owner, priority, month, source, tag or custom.NAME."
    )(function)
    function = click.option("--reverse", is_flag=True, help="Turn the order round.")(function)
    return click.option(
        "--sort", metavar="FIELD", help="Sort by a field (stage); -FIELD the other way round."
    )(function)


def override(function: F) -> F:
    """The option that takes deals past the checklists that hold them."""
    return click.option(
        "--override",
        default="",
        metavar="REASON",
        help="Go on past open required items of its checklist; the reason is logged.",
    )(function)


def text_of(words: tuple[str, ...]) -> str:
    """The text that the rest of a command line makes; a lone `-` reads it from standard input."""
    if words == ("-",):
        with click.open_file("-", encoding="utf-8", errors="replace") as stream:
            return str(stream.read()).strip()
    return " ".join(words).strip()


def pairs_of(given: tuple[str, ...], option: str) -> dict[str, str]:
    """`name=value` options as a mapping; BadInput for one without `=`."""
    pairs: dict[str, str] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or not name.strip():
            raise BadInput(f"{quoted(one)} is not of the form name=value, which {option} takes.")
        pairs[name.strip()] = value.strip()
    return pairs


if TYPE_CHECKING:
    _Text = click.ParamType[str]
else:  # older versions of click have no type of the value
    _Text = click.ParamType


class _OfBoard(_Text, ABC):
    """A text that is completed from the board, and never checked here: the domain does that."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return str(value)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        session = ctx.find_root().ensure_object(Session)
        found: list[CompletionItem] = []
        with suppress(Exception), session.reading() as workspace:  # no board, no proposals
            lowered = incomplete.casefold()
            found = [
                CompletionItem(value, help=told)
                for value, told in self.candidates(workspace.board)
                if value.casefold().startswith(lowered)
            ]
        return found

    @abstractmethod
    def candidates(self, board: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
        """What may be typed, each with what it stands for."""


class DealName(_OfBoard):
    """A deal: completed by short id with its title, or by title once that was begun."""

    name = "deal"

    def candidates(self, board: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
        from pipeboard.domain.find import short_ids
        from pipeboard.view.text import clean

        tails = short_ids(board)
        for deal in board.visible_deals():
            yield tails[deal.id], clean(deal.title)
            yield clean(deal.title), clean(deal.company)


class StageName(_OfBoard):
    """A stage: completed by id, which needs no quotes."""

    name = "stage"

    def candidates(self, board: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
        from pipeboard.view.text import clean

        for pipeline in board.live_pipelines():
            for stage in board.stages_in(pipeline.id):
                yield stage.id, clean(stage.name)


class DealOrStageName(_OfBoard):
    """One of several deals before a stage: the shell cannot know which of them is meant."""

    name = "deal"

    def candidates(self, board: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
        yield from STAGE.candidates(board)
        yield from DEAL.candidates(board)


class DefinedName(_OfBoard):
    """A prompt or a cadence, by its id."""

    def __init__(self, kind: str) -> None:
        self.name = self._kind = kind

    def candidates(self, board: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
        from pipeboard.view.text import clean

        for one in board.definitions(self._kind).values():
            yield one.id, clean(one.title)


class FollowUpName(_OfBoard):
    """An open follow-up, by its short id."""

    name = "follow-up"

    def candidates(self, board: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
        from pipeboard.domain.find import short_follow_up_ids
        from pipeboard.view.text import clean

        tails = short_follow_up_ids(board)
        for deal in board.visible_deals():
            for step in deal.follow_ups:
                yield tails[step.id], clean(f"{step.kind} {deal.title}")


class ReasonName(_OfBoard):
    """A reason of the team's list, for one outcome or for all."""

    name = "reason"

    def __init__(self, outcome: str = "") -> None:
        self._outcome = outcome

    def candidates(self, board: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
        from pipeboard.domain.reasons import KIND
        from pipeboard.view.text import clean

        for one in board.definitions(KIND).values():
            outcome = one.text("outcome")
            if not self._outcome or outcome in ("", self._outcome):
                yield clean(one.title), outcome


class ProposalName(_OfBoard):
    """A deal with a proposal, or one of its proposals by its short id."""

    name = "proposal"

    def candidates(self, board: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
        from pipeboard.domain.find import short_proposal_ids
        from pipeboard.view.text import clean

        tails = short_proposal_ids(board)
        for deal in board.visible_deals():
            if deal.proposals:
                yield clean(deal.title), clean(deal.company)
            for one in deal.proposals:
                yield tails[one.id], clean(f"{one.standing} {deal.title}")


class FilterText(_Text):
    """A filter, or one word of it; completed term by term, from what the board holds."""

    name = "filter"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return str(value)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from pipeboard.cli.program import COMPLETION
        from pipeboard.domain.query.completion import Known, complete

        session = ctx.find_root().ensure_object(Session)
        bash = session.env.get(COMPLETION, "").startswith("bash")
        before, typed = _cut_by_shell(ctx.params.get(param.name or "") or (), incomplete)
        term = before + typed
        found: list[CompletionItem] = []
        with suppress(Exception), session.reading() as workspace:  # no board, no proposals
            start, _, candidates = complete(term, len(term), Known(workspace.board))
            for text, about in candidates:
                # Other shells put a backslash before the quotes themselves.
                value = f"'{text}'" if bash and '"' in text else text
                found.append(CompletionItem((term[:start] + value)[len(before) :], help=about))
        return found


def _cut_by_shell(words: Sequence[str], incomplete: str) -> tuple[str, str]:
    """What of a term stands in front of the word to complete: bash ends words at each colon."""
    if incomplete == ":" and words:
        return f"{words[-1]}:", ""
    if len(words) > 1 and words[-1] == ":":
        return f"{words[-2]}:", incomplete
    return "", incomplete


class KindName(_Text):
    """A kind of definition."""

    name = "kind"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return str(value)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from pipeboard.domain.definitions import KINDS, about

        fitting = (kind for kind in KINDS if kind.startswith(incomplete.casefold()))
        return [CompletionItem(kind, help=about(kind)) for kind in fitting]


class DefinitionName(_OfBoard):
    """A definition of a kind, by its id; the kind stands before it where it is not given."""

    name = "definition"

    def __init__(self, kind: str = "") -> None:
        self._kind = kind

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        if self._kind:
            return super().shell_complete(ctx, param, incomplete)
        return DefinitionName(ctx.params.get("kind") or "-").shell_complete(ctx, param, incomplete)

    def candidates(self, board: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
        from pipeboard.domain.definitions import listed
        from pipeboard.view.text import clean

        for one in listed(board.definitions(self._kind).values()):
            yield one.id, clean(one.title)


class ViewName(_OfBoard):
    """A saved view, by its name; the user's own ones, too."""

    name = "view"

    def candidates(self, board: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
        from pipeboard.domain.views import shared_views
        from pipeboard.view.text import clean

        own = click.get_current_context().find_root().ensure_object(Session).own_views.all()
        for one in (*own, *shared_views(board)):
            yield clean(one.title), clean(one.words)


class CompanyName(_OfBoard):
    """A company that deals name, or that something is known of."""

    name = "company"

    def candidates(self, board: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
        from pipeboard.domain.companies import accounts
        from pipeboard.view.text import clean

        for one in accounts(board):
            yield clean(one.name), f"{len(one.deals)} deals"


DEAL: Final = DealName()
STAGE: Final = StageName()
DEAL_OR_STAGE: Final = DealOrStageName()
FOLLOW_UP: Final = FollowUpName()
REASON: Final = ReasonName()
PROMPT: Final = DefinedName("prompt")
CADENCE: Final = DefinedName("cadence")
PROPOSAL: Final = ProposalName()
KIND: Final = KindName()
DEFINITION: Final = DefinitionName()
FRAMEWORK: Final = DefinitionName("framework")
COMPANY: Final = CompanyName()
