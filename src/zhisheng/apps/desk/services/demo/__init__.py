"""A synthetic programme with people, records and work under way."""

from zhisheng.apps.desk.services.demo.creating import (
    FEWEST,
    create_demo,
    is_registry_empty,
)

__all__ = ["FEWEST", "create_demo", "is_registry_empty"]
