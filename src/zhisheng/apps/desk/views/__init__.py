"""The pages of this app."""

from zhisheng.apps.desk.views.complaints import (
    answer,
    complaint,
    complaints,
    filed_complaint,
)
from zhisheng.apps.desk.views.pages import home, landing, sign_in_demo

__all__ = [
    "answer",
    "complaint",
    "complaints",
    "filed_complaint",
    "home",
    "landing",
    "sign_in_demo",
]
