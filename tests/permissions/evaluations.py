"""The evaluations the matrix asks for: one begun, one being rated, one being compared."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from zhisheng.apps.maturity import services
from zhisheng.apps.maturity.models import Evaluation, Review

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
ON = date(2026, 3, 1)


def arrange_maturity(
    get: Callable[[str], Any], enterprise: Any
) -> dict[str, dict[str, object]]:
    owner = get("owner")
    evaluation = begin(enterprise, "household", owner, final_check=3)
    evidence = services.add_evidence(
        evaluation=evaluation,
        question="incoming_check",
        file=SimpleUploadedFile("材料.pdf", PDF),
        actor=owner,
    )
    rating = ask(get, begin(enterprise, "readiness-19001", owner, scope_written=True))
    comparing = ask(get, begin(enterprise, "four-grades", owner, owner_reviews=2))
    services.save_ratings(
        review=comparing, answers={"owner_reviews": 3}, actor=get("expert")
    )
    services.finish_rating(review=comparing, actor=get("expert"))
    code, asked = {"code": evaluation.code}, {"question": "incoming_check"}
    compared = {"code": comparing.code}
    first = {"question": "owner_reviews"}
    return {
        "maturity:resume": code,
        "maturity:fill": {**code, "step": 1},
        "maturity:evidence": {**code, **asked},
        "maturity:evidence_file": {"code": evidence.code},
        "maturity:delete_evidence": {"code": evidence.code},
        "maturity:result": code,
        "maturity:submit": code,
        "maturity:ask_review": code,
        "maturity:start": {"enterprise": enterprise.code, "model": "four-grades"},
        "maturity:rate": {"code": rating.code, "step": 1},
        "maturity:rate_end": {"code": rating.code},
        "maturity:review": compared,
        "maturity:review_files": {**compared, **first},
        "maturity:remark": {**compared, **first},
        "maturity:return": compared,
        "maturity:confirm": compared,
        "maturity:withdraw_review": compared,
        "maturity:agreement_of": {"organisation": comparing.organisation.code},
    }


def begin(enterprise: Any, model: str, owner: Any, **answers: Any) -> Evaluation:
    evaluation = services.open_evaluation(
        enterprise=enterprise, model=model, on=ON, actor=owner
    )
    return services.save_answers(evaluation=evaluation, answers=answers, actor=owner)


def ask(get: Callable[[str], Any], evaluation: Evaluation) -> Review:
    owner = get("owner")
    submitted = services.submit_evaluation(evaluation=evaluation, actor=owner)
    return services.ask_review(
        evaluation=submitted,
        organisation=get("expert").memberships.get().organisation,
        until=timezone.localdate() + timedelta(days=30),
        actor=owner,
    )
