"""The public door to the tables of this app."""

from zhisheng.apps.improvement.models.plans import Plan, PlanTask

__all__ = ["Plan", "PlanTask"]
