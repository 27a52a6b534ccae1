"""Rules: may an action happen, what is missing, and which events it becomes.

Keyboard, bulk edit, command line and imports all come through `apply`, so no face can get around a rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any, Final, TypeAlias

from pipeboard.domain.actions import Action, Together
from pipeboard.domain.rules.plan import Plan

Rule: TypeAlias = Callable[[Any, Plan], None]

_WORDS: Final = re.compile(r"(?<!^)(?=[A-Z])")


def apply(action: Action, plan: Plan) -> None:
    """Fill the plan with what the action does. Refused, NotFound or BadInput if it may not be done."""
    if not isinstance(action, Together):
        rule_of(type(action))(action, plan)
        return
    summaries = []
    for one in action.actions:
        apply(one, plan)
        summaries.append(plan.summary)
    plan.summary = " ".join(summaries)


def rule_of(kind: type[Action]) -> Rule:
    """The rule of a kind of action: that of `actions.moves.MoveDeals` is `rules.moves.move_deals`.

    So that doing one thing imports the rules of it alone (all of them are 30 ms).
    """
    return _rule_in(kind.__module__.rpartition(".")[2], kind.__name__)


@cache
def _rule_in(module: str, kind: str) -> Rule:
    rule: Rule = getattr(import_module(f"{__name__}.{module}"), _WORDS.sub("_", kind).lower())
    return rule


__all__ = ["Plan", "apply"]
