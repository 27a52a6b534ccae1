"""Which duplicate is shown by which deal, out of all the merges that were ever made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeboard.domain.ids import sort_key


def standing_merges(merges: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Duplicate -> the deal that shows it, from all merges (duplicate -> event id, deal it was merged into).

    Two clones may merge two deals crosswise: the earlier merge stands and the later has no effect.
    """
    standing: dict[str, str] = {}
    for loser, (_, winner) in sorted(merges.items(), key=lambda item: sort_key(item[1][0])):
        end = winner
        while end in standing:
            end = standing[end]
        if end != loser:
            standing[loser] = winner
    return standing


def losers_first(deals: Iterable[str], merged: Mapping[str, str]) -> list[str]:
    """The deals in an order in which duplicates come before the deals that show them."""
    if not merged:
        return list(deals)

    def depth(deal_id: str) -> int:
        steps = 0
        while deal_id in merged:
            deal_id, steps = merged[deal_id], steps + 1
        return steps

    return sorted(deals, key=lambda deal_id: (-depth(deal_id), deal_id))
