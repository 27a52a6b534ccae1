"""Frozen objects of named fields, of classes that take no time to make.

A `dataclass` has its methods written and compiled for each class anew: half a millisecond, which a command
would pay for thirty classes to make ten objects of them. Here all classes have the same methods; an object
takes 3 us to make instead of 1. What comes by the thousand, or shares nothing with others, is a named tuple.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Final, Self, dataclass_transform

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
"""An empty mapping that stays empty."""


@dataclass_transform(frozen_default=True)
class Frozen:
    """A base of such classes. They declare fields as a `dataclass` does, with defaults that never change.

    Fields of a class that is `kw_only` are given by name. Those that are `aside` do not count when objects
    are compared or shown.
    """

    __match_args__: ClassVar[tuple[str, ...]] = ()
    """The fields that may be given by place."""
    _fields: ClassVar[tuple[str, ...]] = ()
    _defaults: ClassVar[Mapping[str, Any]] = NOTHING
    _compared: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, *, kw_only: bool = False, aside: tuple[str, ...] = ()) -> None:
        own = [name for name, kind in cls.__annotations__.items() if not kind.startswith("ClassVar")]
        cls._fields += tuple(own)
        cls._defaults = {**cls._defaults, **{name: vars(cls)[name] for name in own if name in vars(cls)}}
        cls._compared += tuple(name for name in own if name not in aside)
        if not kw_only:
            cls.__match_args__ += tuple(own)  # type: ignore[misc] # mypy thinks that it makes them

    def __init__(self, *values: Any, **named: Any) -> None:  # noqa: ANN401
        given = dict(zip(self.__match_args__, values, strict=False), **named)
        if len(given) != len(values) + len(named) or {*self._defaults, *given} != {*self._fields}:
            raise TypeError(f"{type(self).__name__} has the fields {', '.join(self._fields)}")
        vars(self).update(self._defaults, **given)

    def _replace(self, **changes: Any) -> Self:  # noqa: ANN401
        """The object with some fields changed, as of a named tuple."""
        return type(self)(**{name: getattr(self, name) for name in self._fields} | changes)

    def _told(self) -> tuple[object, ...]:
        return tuple([getattr(self, name) for name in self._compared])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Frozen) and type(other) is type(self) and self._told() == other._told()

    def __hash__(self) -> int:
        return hash(self._told())

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __repr__(self) -> str:
        told = ", ".join(
            f"{name}={value!r}" for name, value in zip(self._compared, self._told(), strict=True)
        )
        return f"{type(self).__name__}({told})"
