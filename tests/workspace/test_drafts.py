"""Drafts: kept once, given back once, never in the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeboard.workspace.drafts import Drafts

BOARD = Path("/home/anna/pipeboard.json")


def test_a_draft_is_given_back_once(tmp_path: Path) -> None:
    """After it was offered it is gone."""
    drafts = Drafts(tmp_path / "state", BOARD)
    assert drafts.keep({"deal.new": {"title": "Acme 交易\x1b"}})
    assert drafts.take("deal.new") == {"title": "Acme 交易\x1b"}
    assert drafts.take("deal.new") == {}


def test_drafts_of_other_forms_and_boards_stay(tmp_path: Path) -> None:
    """Two boards share the file and not the drafts."""
    path = tmp_path
    drafts, other = Drafts(path, BOARD), Drafts(path, Path("/srv/team.json"))
    drafts.keep({"deal.new": {"title": "Acme"}, "deal.edit 1": {"value": "5"}})
    other.keep({"deal.new": {"title": "Globex"}})
    assert drafts.take("deal.new") == {"title": "Acme"}
    assert drafts.take("deal.edit 1") == {"value": "5"}
    assert other.take("deal.new") == {"title": "Globex"}


def test_a_board_has_its_drafts_whatever_path_leads_to_it(tmp_path: Path) -> None:
    """Somebody opens it through a link, and later where it lies."""
    board, link = tmp_path / "team.json", tmp_path / "link.json"
    board.touch()
    link.symlink_to(board)
    Drafts(tmp_path, link).keep({"deal.new": {"title": "Acme"}})
    assert Drafts(tmp_path, board).take("deal.new") == {"title": "Acme"}


def test_only_the_owner_can_read_drafts(tmp_path: Path) -> None:
    """Customers' data is in them."""
    Drafts(tmp_path / "state", BOARD).keep({"deal.new": {"title": "Acme"}})
    [file] = (tmp_path / "state" / "drafts").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b'{"deal.new": 5}'])
def test_a_broken_file_of_drafts_is_no_draft(tmp_path: Path, content: bytes) -> None:
    """Nobody is kept from working by what was left lying about."""
    drafts = Drafts(tmp_path, BOARD)
    drafts.keep({"deal.new": {"title": "Acme"}})
    [file] = (tmp_path / "drafts").iterdir()
    file.write_bytes(content)
    assert drafts.take("deal.new") == {}
    assert drafts.keep({"deal.new": {"title": "Acme"}})
    assert drafts.take("deal.new") == {"title": "Acme"}


def test_a_folder_that_cannot_be_written_to_fails_quietly(tmp_path: Path) -> None:
    """Hanging up must not end in a traceback."""
    (tmp_path / "state").write_text("a file, not a folder")
    assert not Drafts(tmp_path / "state", BOARD).keep({"deal.new": {"title": "Acme"}})
