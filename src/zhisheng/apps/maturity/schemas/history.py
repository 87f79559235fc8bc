"""All evaluations of an enterprise in one list, each side by itself."""

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.maturity import selectors
from zhisheng.apps.maturity.choices import EvaluationStatus, Side
from zhisheng.apps.maturity.models import Evaluation
from zhisheng.apps.maturity.schemas.wording import name_grades, name_part, write_total
from zhisheng.ui.formats import format_date
from zhisheng.ui.tables import Column, Row, Table


def build_history_table(evaluations: Iterable[Evaluation]) -> Table:
    """List the latest first; what was submitted and confirmed stands as two rows."""
    return Table(
        columns=(
            Column("day", _("日期")),
            Column("model", _("用哪套题")),
            Column("side", _("谁评的")),
            Column("grade", _("结果")),
            Column("score", _("得分"), is_number=True),
        ),
        rows=tuple(row for one in evaluations for row in _list_rows(one)),
        caption=_("历次评价"),
    )


def _list_rows(evaluation: Evaluation) -> Iterator[Row]:
    model = selectors.get_model_of(evaluation)
    moment = evaluation.submitted_at or evaluation.opened_at
    named = _("{model}（{version} 版）").format(
        model=name_part(model), version=model.version
    )
    for side in (Side.EXPERT, Side.SELF):
        result = selectors.read_result(evaluation, side)
        is_begun = side == Side.SELF and evaluation.status == EvaluationStatus.DRAFT
        if result or is_begun:
            cells = (
                format_date(timezone.localdate(moment)),
                named,
                side.label,
                evaluation.get_status_display()
                if is_begun
                else name_grades(model, result),
                write_total(result),
            )
            yield Row(cells, reverse("maturity:result", args=[evaluation.code]))
