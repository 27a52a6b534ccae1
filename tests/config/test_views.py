"""A user's own views are read from two files, written to one, and a bad one never hides the others."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeboard.config.settings import read_settings
from pipeboard.config.views import OwnViews
from pipeboard.domain.arrangement import Arrangement
from pipeboard.domain.errors import BadInput, NotFound, Refused, Unwritable
from pipeboard.domain.views import SavedView, saved_view

BIG = saved_view("Big ones", {"letter": "b", "filter": 'value>10k "a b"', "shown": "sort:-value"}, mine=True)


def test_a_saved_view_comes_back_and_goes(tmp_path: Path) -> None:
    """In a file that is readable by hand and the owner's alone."""
    path = tmp_path / "conf" / "views.toml"
    views = OwnViews({}, path)
    assert views.all() == ()
    views.save(BIG)
    assert OwnViews({}, path).all() == (BIG,)
    assert tomllib.loads(path.read_text())["views"]["Big ones"]["letter"] == "b"
    assert path.stat().st_mode & 0o077 == 0
    views.save(saved_view("Big ones", {"filter": "overdue"}, mine=True))
    assert [one.filter for one in views.all()] == ["overdue"]
    assert views.remove("big").title == "Big ones"
    assert views.all() == ()
    with pytest.raises(NotFound):
        views.remove("big")


@settings(max_examples=60)
@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=10),
)
def test_any_name_and_words_come_back(
    tmp_path_factory: pytest.TempPathFactory, title: str, word: str
) -> None:
    """Quotes, backslashes, line ends and whatever else is in them."""
    path = tmp_path_factory.mktemp("views") / "views.toml"
    quoted = word.replace("\\", "\\\\").replace('"', '\\"')
    view = saved_view(title, {"filter": f'"{quoted}"'}, mine=True)
    OwnViews({}, path).save(view)
    assert OwnViews({}, path).all() == (view,)


def test_views_of_the_settings_hold_and_are_not_written(tmp_path: Path) -> None:
    """They count before a saved one of that name, and are changed by hand."""
    config = tmp_path / "config.toml"
    config.write_text('[views.Mine]\nfilter = "mine"\nletter = "m"\nshown = "lanes:owner"\n')
    read, problems = read_settings(config)
    assert problems == ()
    views = OwnViews(read.views, tmp_path / "views.toml")
    mine = SavedView("mine", "Mine", "m", "mine", Arrangement(lanes="owner"), mine=True)
    assert views.all() == (mine,)
    for attempt in (lambda: views.save(mine), lambda: views.remove("mine")):
        with pytest.raises(Refused, match=r"config\.toml"):
            attempt()
    with pytest.raises(Refused, match="letter m"):
        views.save(saved_view("Other", {"letter": "m"}, mine=True))


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ({"filter": "(a"}, "the bracket is not closed"),
        ({"filter": 3}, "no 'filter'"),
        ({"filtre": "a"}, "no 'filtre'"),
        ({"letter": "ab"}, "no letter"),
        ({"shown": "sort:x"}, "sort"),
        ("overdue", "the texts letter, filter, shown"),
    ],
)
def test_a_bad_view_is_told_of_and_the_others_hold(tmp_path: Path, table: object, problem: str) -> None:
    """In one sentence with the file and its name."""
    found, problems = OwnViews({"Bad": table, "Good": {}}, tmp_path / "views.toml").read()
    assert [one.title for one in found] == ["Good"]
    assert len(problems) == 1
    assert "'Bad'" in problems[0]
    assert problem in problems[0]


@pytest.mark.parametrize("text", ["[views", '[views.X]\nfilter = "("\n'])
def test_a_file_that_cannot_be_read_is_not_written_over(tmp_path: Path, text: str) -> None:
    """What somebody wrote into it would be lost."""
    path = tmp_path / "views.toml"
    path.write_text(text)
    with pytest.raises(BadInput, match="Mend"):
        OwnViews({}, path).save(BIG)
    assert path.read_text() == text


def test_a_folder_that_cannot_be_made_is_told_of(tmp_path: Path) -> None:
    """Nothing is half written."""
    (tmp_path / "conf").write_text("a file")
    with pytest.raises(Unwritable, match="could not be written"):
        OwnViews({}, tmp_path / "conf" / "views.toml").save(BIG)
