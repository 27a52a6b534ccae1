"""The state of a form: where keys go, what is picked, what is shown beneath."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeboard.view.card import Row
from pipeboard.view.form import Choice, Form, FormField, form_rows, rows_at_most
from pipeboard.view.text import cells, clean

KIND = FormField("kind", "What", "call", choices=(Choice("call", "call"), Choice("mail", "mail")))
TITLE = FormField("title", "Title", hint="what you sell them")
OWNER = FormField("owner", "Owner", known=("Anna Korhonen", "Bob Smith"))
REASON = FormField("reason", "Why", known=("price", "no budget", "went silent"), listed=True)
TAGS = FormField("tags", "Tags", known=("nordic", "web"))


def text_of(rows: tuple[Row, ...]) -> str:
    """Rows as text."""
    return "\n".join("".join(text for text, _ in row) for row in rows)


def keys(form: Form, *pressed: str) -> Form:
    """The form after some keys; single characters are typed."""
    for key in pressed:
        form = form.typed(key) if len(key) == 1 else form.key(key) or form
    return form


def test_arrows_and_tab_go_from_field_to_field_and_stop_at_the_ends() -> None:
    """Moving never wraps around."""
    form = Form((TITLE, OWNER))
    assert keys(form, "up").at == 0
    assert keys(form, "down").at == keys(form, "tab").at == keys(form, "down", "down").at == 1
    assert keys(form, "tab", "shift+tab").at == 0


def test_a_letter_picks_a_choice_and_goes_on() -> None:
    """One key is enough for a choice."""
    form = keys(Form((KIND, TITLE)), "m")
    assert (form.texts()["kind"], form.at) == ("mail", 1)


def test_arrows_turn_through_the_choices() -> None:
    """Left and right change a choice in place."""
    form = keys(Form((KIND, TITLE)), "right")
    assert (form.texts()["kind"], form.at) == ("mail", 0)
    assert keys(form, "right").texts()["kind"] == "call"


def test_typing_completes_to_a_known_value() -> None:
    """The rest of a value in use is offered and taken with the right arrow."""
    form = keys(Form((OWNER,)), "a", "n")
    assert form.completion() == "na Korhonen"
    assert keys(form, "right").texts()["owner"] == "Anna Korhonen"


def test_typing_replaces_an_amount_until_the_cursor_is_moved_in_it() -> None:
    """A new amount needs no deleting of the old one; a small correction is possible, too."""
    form = Form((FormField("value", "Value", "12000", replaced=True), TITLE))
    assert keys(form, "5").texts()["value"] == "5"
    assert keys(form, "5", "0").texts()["value"] == "50"
    assert keys(form, "backspace").texts()["value"] == ""
    assert keys(form, "left", "5").texts()["value"] == "120050"
    assert keys(form, "5", "down", "up", "7").texts()["value"] == "7"


def test_tags_complete_word_by_word() -> None:
    """Only the last tag is completed; the others stay."""
    assert keys(Form((TAGS,)), "w", "e", "b", " ", "n", "right").texts()["tags"] == "web nordic"


def test_listed_values_are_picked_with_the_arrows_and_let_go_again() -> None:
    """Down goes into the list, up comes back to what was typed."""
    form = keys(Form((REASON, TITLE)), "n", "o", "down")
    assert form.texts()["reason"] == "no budget"
    assert keys(form, "up").texts()["reason"] == "no"
    assert keys(form, "down").at == 1


def test_only_what_was_changed_is_told() -> None:
    """A value that is typed back to what it was is no change."""
    form = keys(Form((FormField("title", "Title", "Acme"),)), "x")
    assert form.changed() == {"title": "Acmex"}
    assert keys(form, "backspace").changed() == {}


def test_an_error_stands_beneath_its_field_and_goes_when_it_is_typed_into() -> None:
    """The cursor goes to the first field with an error; typing there takes it away."""
    form = Form((TITLE, OWNER)).with_errors({"owner": "Nobody is called so."})
    assert form.at == 1
    assert "! Nobody is called so." in text_of(form_rows(form, 60).rows)
    assert "!" not in text_of(form_rows(keys(form, "a"), 60).rows)


def test_other_fields_keep_what_was_typed_in_those_that_stay() -> None:
    """When the outcome changes the fields, nothing that was typed is lost."""
    form = keys(Form((TITLE, OWNER)), "A", "down", "B").with_fields((OWNER, REASON))
    assert form.current is OWNER
    assert form.texts()["owner"] == "B"


def test_an_empty_field_says_what_to_type() -> None:
    """Hints show only where nothing was typed."""
    assert "what you sell them" in text_of(form_rows(Form((OWNER, TITLE)), 60).rows)
    assert "what you sell" not in text_of(form_rows(keys(Form((TITLE,)), "A"), 60).rows)


@given(
    st.lists(st.text(max_size=30), min_size=5, max_size=5),
    st.integers(0, 4),
    st.integers(24, 90),
    st.text(max_size=80),
)
def test_hostile_texts_stay_in_their_rows(texts: list[str], at: int, width: int, error: str) -> None:
    """Labels, values, known values and errors are shown clean and within the width."""
    fields = tuple(
        FormField(f"f{number}", text, text, known=(text,), listed=number % 2 == 0)
        for number, text in enumerate(texts)
    )
    form = Form(fields, at=at).with_errors({f"f{at}": error} if at % 2 else {})
    drawn = form_rows(form, width)
    for row in drawn.rows:
        line = "".join(text for text, _ in row)
        assert cells(line) <= width
        assert clean(line) == line


def test_the_height_is_enough_for_the_field_that_needs_most() -> None:
    """A form keeps its height while its list of reasons opens and closes."""
    form = Form((KIND, REASON, TITLE))
    most = rows_at_most(form)
    assert all(len(form_rows(form.go(at), 60).rows) <= most for at in range(3))
