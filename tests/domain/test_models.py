"""Models: frozen objects that the core of pydantic checks."""

from typing import Annotated, Literal

import pytest
from pydantic_core import core_schema

from pipeboard.domain.models import Model, that


def _even(number: int) -> None:
    if number % 2:
        raise ValueError("it is odd")


Even = Annotated[int, that(_even, core_schema.int_schema())]
Names = Annotated[list[str], core_schema.list_schema(core_schema.str_schema())]
_NONE: list[str] = []


class Inner(Model):
    kind: Literal["a", "b"] = "a"


class Base(Model):
    number: Even


class Outer(Base):
    inner: Inner
    from_: Names = _NONE

    def check(self) -> None:
        if self.inner.kind == "b" and not self.from_:
            raise ValueError("b comes from somebody")


def test_a_row_becomes_an_object_of_its_model() -> None:
    """Its base's fields and its own, defaults for what is left out; what is not known is passed over."""
    found = Outer.read({"number": 2, "inner": {"kind": "b"}, "from": ["Ann"], "mood": 3})
    assert (found.number, found.inner.kind, found.from_) == (2, "b", ["Ann"])
    assert not hasattr(found, "mood")
    assert Outer.read({"number": 2, "inner": {}}).from_ == []


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"number": 3, "inner": {}}, "odd"),
        ({"number": "2", "inner": {}}, "number"),
        ({"inner": {}}, "number"),
        ({"number": 2, "inner": {"kind": "c"}}, "kind"),
        ({"number": 2, "inner": {}, "from": [5]}, "from"),
        ({"number": 2, "inner": {"kind": "b"}}, "somebody"),
    ],
)
def test_a_malformed_row_is_refused_with_the_reason(row: dict[str, object], why: str) -> None:
    """Nothing is turned into what it is not, and what fits no other field is told as well."""
    with pytest.raises(ValueError, match=why):
        Outer.read(row)


def test_models_are_frozen_and_share_no_default() -> None:
    """What one reader does to the value of a default does not reach the next."""
    found = Outer.read({"number": 2, "inner": {}})
    with pytest.raises(AttributeError, match="frozen"):
        found.number = 4
    found.from_.append("Ben")
    assert Outer.read({"number": 2, "inner": {}}).from_ == []
