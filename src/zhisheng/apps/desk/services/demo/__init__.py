"""A synthetic programme with people, records and work under way."""

from zhisheng.apps.desk.services.demo.creating import create_demo, is_registry_empty
from zhisheng.apps.desk.services.demo.quality import show_quality

__all__ = ["create_demo", "is_registry_empty", "show_quality"]
