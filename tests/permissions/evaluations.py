"""The evaluation the matrix asks for: one of the owner's, begun and not submitted."""

from collections.abc import Callable
from datetime import date
from typing import Any

from zhisheng.apps.maturity import services


def arrange_maturity(
    get: Callable[[str], Any], enterprise: Any
) -> dict[str, dict[str, object]]:
    owner = get("owner")
    evaluation = services.open_evaluation(
        enterprise=enterprise, model="household", on=date(2026, 3, 1), actor=owner
    )
    services.save_answers(
        evaluation=evaluation, answers={"final_check": 3}, actor=owner
    )
    code = {"code": evaluation.code}
    return {
        "maturity:resume": code,
        "maturity:fill": {**code, "step": 1},
        "maturity:result": code,
        "maturity:submit": code,
        "maturity:start": {"enterprise": enterprise.code, "model": "four-grades"},
    }
