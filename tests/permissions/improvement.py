"""The plan and the problem the matrix asks for: of the owner's enterprise."""

from collections.abc import Callable
from typing import Any


def arrange_improvement(
    get: Callable[[str], Any], enterprise: Any
) -> dict[str, dict[str, object]]:
    return {**arrange_plans(get, enterprise)}


def arrange_plans(
    get: Callable[[str], Any], enterprise: Any
) -> dict[str, dict[str, object]]:
    return {}
