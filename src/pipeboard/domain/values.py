"""What a field can hold. Of its own, so that reading a board does not load every action there is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TypeAlias

Value: TypeAlias = str | int | bool | Decimal | date | tuple[str, ...] | None
"""A field's value; None empties the field."""
Changes: TypeAlias = Mapping[str, Value]
"""Field name -> new value. Custom fields are named `custom.<name>`."""
