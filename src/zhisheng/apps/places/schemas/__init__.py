"""The page contexts; what the API takes and gives is apart, and loaded with it."""

from zhisheng.apps.places.schemas.pages import (
    describe_industry,
    describe_region,
)

__all__ = ["describe_industry", "describe_region"]
