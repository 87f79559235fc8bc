"""The public door of what this app does; the demo has its own, it loads large libraries."""

from zhisheng.apps.desk.services.installation import prepare_installation

__all__ = ["prepare_installation"]
