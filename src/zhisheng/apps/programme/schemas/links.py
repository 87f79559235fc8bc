"""What the pages behind a one-task link show."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from zhisheng.apps.programme.models import TaskEntry, TaskLink
from zhisheng.apps.programme.schemas.overtaken import Clash
from zhisheng.apps.programme.schemas.reporting import Answered
from zhisheng.reference.forms import FieldSpec, FormSpec
from zhisheng.ui.tables import Badge


@dataclass(frozen=True, slots=True)
class LinkPage:
    """Context of a link: what is asked of whom, and what was answered so far."""

    link: TaskLink
    entry: TaskEntry
    form: FormSpec
    asked: tuple[FieldSpec, ...]
    answers: tuple[Answered, ...]
    remarks: tuple[str, ...]
    # It came back with a remark on the whole: everything may be changed.
    is_all_open: bool
    is_handed_in: bool
    check: Badge | None
    # Why a check was refused, and the words sent with it, by their box.
    overtaken: str = ""
    kept: Mapping[str, str] = field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()
