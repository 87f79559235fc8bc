"""The public door of what this app does: preparing an installation, filling a demo."""

from zhisheng.apps.desk.services.installation import prepare_installation

__all__ = ["prepare_installation"]
