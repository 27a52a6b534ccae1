"""Models: frozen objects whose fields the core of pydantic checks.

The classes of pydantic itself cost the process that writes one row 110 ms, for their import and to be made;
its core costs 17 ms, and the check of one model a fraction of one. So a model names the core's schema of each
field in the field's annotation, and its check is made when the first row of its kind comes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final, Literal, Self, get_args, get_origin

from pydantic_core import CoreConfig, CoreSchema, SchemaValidator, core_schema


class Model:
    """A base of models.

    A field is annotated with `Annotated[type, schema]`, a `Literal` or a model, and may have a default. A
    second schema takes the same values where nothing is made of them. A name that Python keeps for itself has
    an underscore after it here, and none in a row.
    """

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Self:
        """What a row holds. ValueError if it is malformed; keys that the model does not know are left out."""
        validator = _VALIDATORS.get(cls)
        if validator is None:
            validator = _VALIDATORS[cls] = SchemaValidator(_model(cls))
        found: Self = validator.validate_python(row)
        return found

    @classmethod
    def verifier(cls) -> Callable[[Mapping[str, Any]], object]:
        """What raises ValueError for a row that `read` would not read: in two thirds of the time."""
        return SchemaValidator(_form(cls)).validate_python

    def check(self) -> None:
        """ValueError where fields that are right by themselves do not fit each other."""

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"
        )


def that(check: Callable[[Any], object], form: CoreSchema) -> CoreSchema:
    """A value of a form for which `check` raises no ValueError."""

    def checked(value: object) -> object:
        check(value)
        return value

    return core_schema.no_info_after_validator_function(checked, form)


_VALIDATORS: Final[dict[type[Model], SchemaValidator]] = {}


def _hints(model: type[Model]) -> dict[str, Any]:
    hints: dict[str, Any] = {}
    for base in reversed(model.__mro__[: model.__mro__.index(Model)]):
        hints |= base.__annotations__
    return hints


def _form(model: type[Model]) -> CoreSchema:
    """The form of the rows that a model reads."""
    if model.check is not Model.check:
        return _model(model)  # its check looks at an object
    fields = {
        name.rstrip("_"): core_schema.typed_dict_field(_schema(hint, -1), required=not hasattr(model, name))
        for name, hint in _hints(model).items()
    }
    return core_schema.typed_dict_schema(fields, config=CoreConfig(strict=True))


def _model(model: type[Model]) -> CoreSchema:
    hints = _hints(model)
    fields = [
        core_schema.dataclass_field(name, _field(model, name, hint), validation_alias=name.rstrip("_"))
        for name, hint in hints.items()
    ]
    schema = core_schema.dataclass_schema(
        model,
        core_schema.dataclass_args_schema(model.__name__, fields),
        list(hints),
        strict=False,  # it would take nothing but an instance of the class
        config=CoreConfig(strict=True),
    )
    return schema if model.check is Model.check else that(model.check, schema)


def _field(model: type[Model], name: str, hint: object) -> CoreSchema:
    schema = _schema(hint)
    if not hasattr(model, name):
        return schema
    return core_schema.with_default_schema(schema, default=getattr(model, name))  # a copy, if it can change


def _schema(hint: Any, which: int = 0) -> CoreSchema:  # noqa: ANN401 - an annotation is any object
    if get_origin(hint) is Annotated:
        schema: CoreSchema = hint.__metadata__[which]
        return schema
    if get_origin(hint) is Literal:
        return core_schema.literal_schema(list(get_args(hint)))
    return _model(hint)
