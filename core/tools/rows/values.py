"""Value classes: dataclasses that nobody changes, compared and told by what they are made of.

A frozen dataclass of the standard library has six methods compiled for each class, a seventh of what a start took, and
its objects are made four times as slowly; here it is `__init__` alone. That nobody writes to a value is what mypy
holds, not the class.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Protocol, TypeVar, dataclass_transform

Kind = TypeVar("Kind")


class Value(Protocol):
    __match_args__: ClassVar[tuple[str, ...]]


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value_class(cls: type[Kind]) -> type[Kind]:
    """Make a dataclass of it; what the class itself says of `==`, its hash or its words holds."""
    made = dataclass(eq=False, repr=False)(cls)
    for method in (__eq__, __hash__, __repr__):
        if method.__name__ not in vars(made):
            setattr(made, method.__name__, method)
    return made


def _parts(told: Value) -> tuple[object, ...]:
    return tuple([getattr(told, name) for name in told.__match_args__])


def __eq__(self: Value, other: Value) -> bool:
    return _parts(self) == _parts(other) if type(other) is type(self) else NotImplemented


def __hash__(self: Value) -> int:
    return hash(_parts(self))


def __repr__(self: Value) -> str:
    told = zip(self.__match_args__, _parts(self), strict=True)
    return f"{type(self).__qualname__}({', '.join(f'{name}={part!r}' for name, part in told)})"
