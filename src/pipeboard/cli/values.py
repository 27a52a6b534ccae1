"""What stands for things of the board on a command line, and how a shell completes it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import click
from click.shell_completion import CompletionItem

from pipeboard.cli.session import Session

if TYPE_CHECKING:
    _Text = click.ParamType[str]
else:  # older versions of click have no type of the value
    _Text = click.ParamType


class _Typed(_Text):
    """A text that is completed, and never checked here: the domain does that."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return str(value)


class _OfBoard(_Typed, ABC):
    """A text that is completed from the board."""

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        session = ctx.find_root().ensure_object(Session)
        found: list[CompletionItem] = []
        # No board, no proposals. The scope is for candidates that ask for the session.
        with suppress(Exception), ctx.scope(cleanup=False), session.reading() as workspace:
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


class PlaybookName(_OfBoard):
    """A play, an objection or a technique, by its id."""

    name = "entry"

    def candidates(self, board: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
        from pipeboard.domain.playbook import KINDS

        for kind in KINDS:
            yield from DefinedName(kind).candidates(board)


class DealOrDefinedName(DefinedName):
    """One of several deals before a definition: the shell cannot know which of them is meant."""

    def candidates(self, board: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
        yield from super().candidates(board)
        yield from DEAL.candidates(board)


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


class FilterText(_Typed):
    """A filter, or one word of it; completed term by term, from what the board holds."""

    name = "filter"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from pipeboard.domain.query.completion import Known, complete

        session = ctx.find_root().ensure_object(Session)
        before, typed = _cut_by_shell(ctx.params.get(param.name or "") or (), incomplete)
        term = before + typed
        found: list[CompletionItem] = []
        with suppress(Exception), session.reading() as workspace:  # no board, no proposals
            start, _, candidates = complete(term, len(term), Known(workspace.board))
            for text, about in candidates:
                found.append(CompletionItem((term[:start] + text)[len(before) :], help=about))
        return found


def _cut_by_shell(words: Sequence[str], incomplete: str) -> tuple[str, str]:
    """What of a term stands in front of the word to complete: bash ends words at each colon."""
    if incomplete == ":" and words:
        return f"{words[-1]}:", ""
    if len(words) > 1 and words[-1] == ":":
        return f"{words[-2]}:", incomplete
    return "", incomplete


class FieldValue(_OfBoard):
    """What deals have in a field, the most frequent first."""

    def __init__(self, field: str) -> None:
        self.name = self._field = field

    def candidates(self, board: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
        from pipeboard.domain.query.completion import Known
        from pipeboard.view.text import clean

        for text, about in Known(board).values(self._field):
            yield clean(text), about


class DealOrOwnerName(FieldValue):
    """One of several deals before their new owner: the shell cannot know which of them is meant."""

    def candidates(self, board: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
        yield from super().candidates(board)
        yield from DEAL.candidates(board)


class PipelineName(_OfBoard):
    """A pipeline, by its id."""

    name = "pipeline"

    def candidates(self, board: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
        from pipeboard.view.text import clean

        for one in board.live_pipelines():
            yield one.id, clean(one.name)


class _Shipped(_Typed, ABC):
    """A text that is completed without a board, from what comes with PipeBoard."""

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        lowered = incomplete.casefold()
        return [CompletionItem(name, help=told) for name, told in self.all() if name.startswith(lowered)]

    @abstractmethod
    def all(self) -> Iterator[tuple[str, str]]:
        """What may be typed, each with what it stands for."""


class TemplateName(_Shipped):
    """A template of stages."""

    name = "template"

    def all(self) -> Iterator[tuple[str, str]]:
        from pipeboard.config.templates import load_templates

        return ((one.id, one.title) for one in load_templates())


class TopicName(_Shipped):
    """A topic of the guide."""

    name = "topic"

    def all(self) -> Iterator[tuple[str, str]]:
        from pipeboard.view.guide import guide, title_of

        return ((name, title_of(text)) for name, text in guide().items())


class KindName(_Shipped):
    """A kind of definition."""

    name = "kind"

    def all(self) -> Iterator[tuple[str, str]]:
        from pipeboard.domain.definitions import KINDS, about

        return ((kind, about(kind)) for kind in KINDS)


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
        from pipeboard.domain.rules.plan import counted
        from pipeboard.view.text import clean

        for one in accounts(board):
            yield clean(one.name), counted(len(one.deals), "deal")


FILE: Final = click.Path(allow_dash=True, readable=False)
"""A file to write, which may be `-`: the shell completes it, and who writes it says what is wrong with it."""
DEAL: Final = DealName()
STAGE: Final = StageName()
DEAL_OR_STAGE: Final = DealOrStageName()
FOLLOW_UP: Final = FollowUpName()
REASON: Final = ReasonName()
PROMPT: Final = DefinedName("prompt")
CADENCE: Final = DefinedName("cadence")
PLAY: Final = DealOrDefinedName("play")
OBJECTION: Final = DealOrDefinedName("objection")
PLAYBOOK: Final = PlaybookName()
PROPOSAL: Final = ProposalName()
KIND: Final = KindName()
DEFINITION: Final = DefinitionName()
FRAMEWORK: Final = DefinitionName("framework")
COMPANY: Final = CompanyName()
OWNER: Final = FieldValue("owner")
DEAL_OR_OWNER: Final = DealOrOwnerName("owner")
TAG: Final = FieldValue("tag")
PIPELINE: Final = PipelineName()
TEMPLATE: Final = TemplateName()
TOPIC: Final = TopicName()
