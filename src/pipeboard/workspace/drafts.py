"""What was typed into forms when the terminal went away, kept until the form is opened again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeboard.workspace.own_file import OwnFile


class Drafts:
    """The drafts of one board. Nothing here fails loudly: a lost draft must not stop anyone."""

    def __init__(self, state_dir: Path, board: Path) -> None:
        self._file = OwnFile(state_dir / "drafts", board)

    def keep(self, drafts: Mapping[str, Mapping[str, str]]) -> bool:
        """Keep drafts (form -> field -> text) beside those there are; False when that failed."""
        if not drafts:
            return True
        return self._write({**self._read(), **{form: dict(texts) for form, texts in drafts.items()}})

    def take(self, form: str) -> dict[str, str]:
        """The draft of a form, which is then no longer kept; empty when there is none."""
        kept = self._read()
        found = kept.pop(form, {})
        if found:
            self._write(kept)
        return found

    def forget(self) -> None:
        """Keep none of them any longer. Raises OSError."""
        self._file.remove()

    def _read(self) -> dict[str, dict[str, str]]:
        text = self._file.read()
        if not text:
            return {}
        import json  # not before the first paint of the app, which has no form

        try:
            forms = json.loads(text)
        except ValueError:
            return {}
        return {
            form: {name: typed for name, typed in texts.items() if isinstance(typed, str)}
            for form, texts in (forms.items() if isinstance(forms, dict) else ())
            if isinstance(texts, dict)
        }

    def _write(self, drafts: Mapping[str, Mapping[str, str]]) -> bool:
        import json

        return self._file.write(json.dumps(drafts))
