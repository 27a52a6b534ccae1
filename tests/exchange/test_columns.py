"""Which column is which field."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

import pytest

from pipeboard.domain.errors import BadInput
from pipeboard.domain.fields import DEAL
from pipeboard.exchange.columns import FIELDS, FLAGS, custom_name, guess_columns, load_names
from pipeboard.exchange.tables import Table, read_table


def make_table(header: Sequence[str], *rows: Sequence[str]) -> Table:
    """A table as it comes out of a file."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows([header, *rows])
    return read_table(buffer.getvalue().encode())


def _guess(header: Sequence[str], *rows: Sequence[str], **mapping: str) -> dict[str, str]:
    columns = guess_columns(make_table(header, *rows), mapping)
    return {column.name: column.field for column in columns}


PIPEDRIVE = {
    "Deal - ID": ("external_id", "17"),
    "Deal - Title": ("title", "Acme deal"),
    "Deal - Organization": ("company", "Acme"),
    "Deal - Contact person": ("contact", "Ann"),
    "Person - Email - Work": ("email", "ann@example.com"),
    "Person - Phone - Work": ("phone", "+358 40 123"),
    "Deal - Value": ("value", "1200"),
    "Deal - Currency of Value": ("currency", "EUR"),
    "Deal - Stage": ("stage", "Demo"),
    "Deal - Status": ("status", "open"),
    "Deal - Owner": ("owner", "Bob"),
    "Deal - Expected close date": ("close", "2026-12-01"),
    "Deal - Won time": ("closed", "2026-10-01 10:00:00"),
    "Deal - Lost time": ("closed", "2026-10-02 10:00:00"),
    "Deal - Lost reason": ("reason", "price"),
    "Deal - Deal created": ("created", "2026-09-01 08:00:00"),
    "Deal - Label": ("tags", "Hot"),
    "Deal - Probability": ("probability", "40%"),
}
HUBSPOT = {
    "Record ID": ("external_id", "9911"),
    "Deal Name": ("title", "Acme"),
    "Associated Company": ("company", "Acme"),
    "Deal Stage": ("stage", "qualifiedtobuy"),
    "Close Date": ("close", "2026-12-01 10:00"),
    "Create Date": ("created", "2026-11-01 10:00"),
    "Deal owner": ("owner", "Ann"),
    "Amount": ("value", "12.5"),
    "Original Traffic Source": ("source", "Organic"),
    "Closed Lost Reason": ("reason", "price"),
    "Priority": ("priority", "High"),
}
SALESFORCE = {
    "OpportunityID": ("external_id", "006A"),
    "Opportunity Name": ("title", "Acme"),
    "Account Name": ("company", "Acme"),
    "StageName": ("stage", "Prospecting"),
    "CloseDate": ("close", "12/31/2026"),
    "Created Date": ("created", "11/30/2026"),
    "Opportunity Owner": ("owner", "Ann"),
    "Amount": ("value", "$1,200.00"),
    "CurrencyIsoCode": ("currency", "USD"),
    "Lead Source": ("source", "Web"),
    "Loss Reason": ("reason", "price"),
    "Probability (%)": ("probability", "40"),
}
ZOHO = {
    "Record Id": ("external_id", "zcrm_1"),
    "Deal Name": ("title", "Acme"),
    "Account Name": ("company", "Acme"),
    "Contact Name": ("contact", "Ann"),
    "Amount": ("value", "$ 1,200.00"),
    "Currency": ("currency", "USD"),
    "Stage": ("stage", "Negotiation/Review"),
    "Probability (%)": ("probability", "75"),
    "Pipeline": ("pipeline", "Standard"),
    "Closing Date": ("close", "24-12-2026"),
    "Lead Source": ("source", "Web"),
    "Deal Owner": ("owner", "Bob"),
    "Created Time": ("created", "01-Jan-2026"),
    "Tag": ("tags", "hot"),
    "Type": ("custom.type", "New"),
}
OTHERS = {
    "Otsikko": ("title", "Sivusto"),
    "Yritys": ("company", "Acme Oy"),
    "Arvo (€)": ("value", "1 200,50"),
    "Vaihe": ("stage", "Tarjous"),
    "Myyjä": ("owner", "Anna"),
    "Lähde": ("source", "messut"),
    "Sähköposti": ("email", "a@example.com"),
    "Luotu": ("created", "1.2.2026"),
}
GERMAN = {
    "Bezeichnung": ("title", "Webseite"),
    "Kunde": ("company", "Müller"),
    "Betrag": ("value", "1.200,50"),
    "Währung": ("currency", "EUR"),
    "Verkäufer": ("owner", "Anna"),
    "Priorität": ("priority", "hoch"),
    "Abschlussdatum": ("close", "31.12.2026"),
}
POLISH = {
    "Tytuł": ("title", "Strona"),
    "Klient": ("company", "Acme"),
    "Wartość": ("value", "1 200,50 zł"),
    "Etap": ("stage", "Oferta"),
    "Właściciel": ("owner", "Anna"),
    "Źródło": ("source", "targi"),
    "Data utworzenia": ("created", "2026-01-02"),
}
CHINESE = {
    "商机名称": ("title", "网站"),
    "客户名称": ("company", "北京科技"),
    "金额": ("value", "12万"),
    "阶段": ("stage", "洽谈"),
    "负责人": ("owner", "王"),
    "创建时间": ("created", "2026年1月2日"),
    "行业": ("custom.行业", "软件"),
}


@pytest.mark.parametrize(
    "export",
    [PIPEDRIVE, HUBSPOT, SALESFORCE, ZOHO, OTHERS, GERMAN, POLISH, CHINESE],
    ids=["pipedrive", "hubspot", "salesforce", "zoho", "finnish", "german", "polish", "chinese"],
)
def test_columns_of_known_exports_are_guessed(export: Mapping[str, tuple[str, str]]) -> None:
    """Names of other systems, in five languages, lead to the right fields without any option."""
    row = [cell for _, cell in export.values()]
    assert _guess(list(export), row) == {name: field for name, (field, _) in export.items()}


@pytest.mark.parametrize(
    "name", ["deal_owner", "dealOwner", "Deal Owner", "DEAL-OWNER", " deal  owner ", "Owner:"]
)
def test_the_spelling_of_a_name_does_not_matter(name: str) -> None:
    """Snake, camel, capitals, spaces and accents are the same name."""
    assert set(_guess([name, "Title"], ["Ann", "x"]).values()) == {"owner", "title"}


def test_the_surest_name_gets_the_field_and_the_other_is_kept() -> None:
    """Where two columns fit one field, the plainer name wins and the other becomes a field of its own."""
    guessed = _guess(["Name", "Title", "Expected revenue", "Amount"], ["Ann", "Deal", "1", "2"])
    assert guessed == {
        "Name": "custom.name",
        "Title": "title",
        "Expected revenue": "custom.expected-revenue",
        "Amount": "value",
    }


def test_cells_must_fit_what_the_name_promises() -> None:
    """A "value" of words and a "created" of names are not read as amounts and dates."""
    guessed = _guess(["Title", "Value", "Created", "ID"], ["a", "high", "Ann", "1"], ["b", "low", "Bob", "1"])
    assert guessed == {
        "Title": "title",
        "Value": "custom.value",
        "Created": "custom.created",
        "ID": "custom.id",
    }


def test_a_few_bad_cells_do_not_hide_a_column() -> None:
    """One good amount is enough; the bad cells are problems of their rows."""
    assert _guess(["Title", "Value"], ["a", "oops"], ["b", "12k"])["Value"] == "value"


def test_a_status_column_with_stages_in_it_is_the_stage() -> None:
    """Many people call the stage a status."""
    assert _guess(["Title", "Status"], ["a", "Proposal"], ["b", "Won"])["Status"] == "stage"
    assert _guess(["Title", "Status"], ["a", "New"], ["b", "Demo"])["Status"] == "stage"
    assert _guess(["Title", "Status"], ["a", "open"], ["b", "Won"])["Status"] == "status"
    assert _guess(["Title", "Status"], ["a", "open"], ["b", "oops"])["Status"] == "status"
    both = _guess(["Title", "Stage", "Status"], ["a", "Demo", "open"], ["b", "Demo", "Parked"])
    assert both == {"Title": "title", "Stage": "stage", "Status": "status"}


def test_addresses_are_known_by_their_look() -> None:
    """A column of e-mail addresses needs no name."""
    assert _guess(["Title", "Reach at"], ["a", "x@example.com"])["Reach at"] == "email"


def test_empty_columns_are_left_out() -> None:
    """A column without a single cell is not shown and not imported."""
    assert _guess(["Title", "Region", ""], ["a", "", ""]) == {"Title": "title"}


def test_unknown_columns_become_fields_of_their_own() -> None:
    """Each with a plain name that no other has."""
    guessed = _guess(["Title", "Yearly Budget!", "yearly budget", "§§"], ["a", "1", "2", "3"])
    assert guessed == {
        "Title": "title",
        "Yearly Budget!": "custom.yearly-budget",
        "yearly budget": "custom.yearly-budget-2",
        "§§": "custom.field",
    }
    assert custom_name("IndustryÄ") == "custom.industrya"


def test_a_mapping_goes_before_the_guess() -> None:
    """The named column gets the field, and a column that was guessed for it is kept beside."""
    header, row = ["Title", "Amount", "ARR", "Region"], ["a", "1", "2", "North"]
    guessed = _guess(header, row, value="arr", channel="Region", **{"custom.money": "Amount"})
    assert guessed == {"Title": "title", "Amount": "custom.money", "ARR": "value", "Region": "channel"}


def test_a_mapping_takes_fields_in_any_spelling() -> None:
    """ "External ID" and "external-id" are one field."""
    assert _guess(["a", "b"], ["1", "2"], **{"External ID": "a"})["a"] == "external_id"


def test_a_slip_in_a_mapping_is_answered_with_the_nearest() -> None:
    """Unknown fields and columns are refused with what was probably meant."""
    with pytest.raises(
        BadInput, match=r"no field 'vlaue'\. Did you mean 'value'\? There are title, company, value"
    ):
        _guess(["Title"], ["a"], vlaue="Title")
    with pytest.raises(
        BadInput, match=r"no column 'Titel'\. Did you mean 'Title'\? There are Title, Amount\."
    ):
        _guess(["Title", "Amount"], ["a", "1"], title="Titel")


def test_every_field_has_its_names_and_no_name_leads_to_two() -> None:
    """The names and the fields in the code agree, and each name is spelled as it is compared.

    Cells tell the columns that say yes or no from those of the same name that say when, or what.
    """
    names = load_names()
    assert set(names) <= set(FIELDS)
    every = [name for field, words in names.items() if field not in FLAGS for name in words]
    assert len(every) == len(set(every))
    flags = [name for field in FLAGS for name in names[field]]
    assert len(flags) == len(set(flags))
    for field, words in names.items():
        kinds = {"money": "1", "day": "2026-01-13", "number": "40%"}
        cells = dict.fromkeys((*FLAGS,), "yes") | {
            "created": "2026-01-13",
            "closed": "2026-01-13",
            "status": "won",
            "role": "champion",
        }
        for word in words:
            cell = cells.get(field) or kinds.get(DEAL[field].kind if field in DEAL else "", "x")
            assert _guess([word, "§"], [cell, "1"])[word] == field
