"""What somebody may have meant who mistyped a name."""

from __future__ import annotations

from collections.abc import Iterable


def get_close_matches(word: str, names: Iterable[str], most: int = 3, cutoff: float = 0.6) -> list[str]:
    """The names that are most like a word, the likeliest first; see the function of the standard library.

    Before them those of the same letters: to swap two is the commonest slip.
    """
    import difflib  # 1 ms, for those alone who mistype something

    known, letters = list(names), sorted(word)
    swapped = [name for name in known if len(name) == len(word) and sorted(name) == letters]
    alike = difflib.get_close_matches(word, known, most, cutoff)
    return list(dict.fromkeys((*swapped, *alike)))[:most]
