"""The evaluations the matrix asks for: one begun, one being rated, one being compared."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from zhisheng.apps.maturity import services
from zhisheng.apps.maturity.models import Evaluation, Review
from zhisheng.apps.registry import services as registry_services
from zhisheng.apps.registry.selectors import get_topic
from zhisheng.kit.tests.documents import make_pdf

PDF = make_pdf()
ON = date(2026, 3, 1)
WORD = {"kind": "advice", "ending": "docx"}


def arrange_maturity(
    get: Callable[[str], Any], enterprise: Any
) -> dict[str, dict[str, object]]:
    begun = begin(enterprise, "household", get("owner"), final_check=3)
    return {
        "maturity:start": {"enterprise": enterprise.code, "model": "four-grades"},
        "maturity:conditions": {"enterprise": enterprise.code},
        **arrange_statement(enterprise, get("owner")),
        "maturity:history": {"enterprise": enterprise.code},
        "maturity:invite": {"enterprise": enterprise.code},
        **arrange_own(begun, get("owner")),
        **arrange_reviews(get, enterprise),
    }


def arrange_statement(enterprise: Any, owner: Any) -> dict[str, dict[str, object]]:
    said = registry_services.make_statement(
        enterprise=enterprise,
        topic=get_topic("dishonesty_list"),
        answers={"registry.on_dishonesty_list": False},
        actor=owner,
    )
    code = {"enterprise": enterprise.code}
    return {
        "maturity:state": {**code, "topic": "ordered_to_stop"},
        "maturity:withdraw_statement": {**code, "statement": said.code},
    }


def arrange_own(evaluation: Evaluation, owner: Any) -> dict[str, dict[str, object]]:
    evidence = services.add_evidence(
        evaluation=evaluation,
        question="incoming_check",
        file=SimpleUploadedFile("材料.pdf", PDF),
        actor=owner,
    )
    code: dict[str, object] = {"code": evaluation.code}
    pages = ("resume", "result", "submit", "ask_review")
    return {
        **{f"maturity:{page}": code for page in pages},
        "maturity:fill": {**code, "step": 1},
        "maturity:evidence": {**code, "question": "incoming_check"},
        "maturity:evidence_file": {"code": evidence.code},
        "maturity:delete_evidence": {"code": evidence.code},
    }


def arrange_reviews(
    get: Callable[[str], Any], enterprise: Any
) -> dict[str, dict[str, object]]:
    owner, expert = get("owner"), get("expert")
    rating = ask(get, begin(enterprise, "readiness-19001", owner, scope_written=True))
    found = ask(get, begin(enterprise, "four-grades", owner, owner_reviews=2))
    services.save_ratings(review=found, answers={"owner_reviews": 3}, actor=expert)
    services.finish_rating(review=found, actor=expert)
    code: dict[str, object] = {"code": found.code}
    pages = ("review", "return", "confirm", "withdraw_review")
    return {
        **{f"maturity:{page}": code for page in pages},
        "maturity:review_files": {**code, "question": "owner_reviews"},
        "maturity:remark": {**code, "question": "owner_reviews"},
        "maturity:rate": {"code": rating.code, "step": 1},
        "maturity:rate_end": {"code": rating.code},
        "maturity:paper": {"code": rating.evaluation.code, **WORD},
        "maturity:review_paper": {**code, **WORD},
        "maturity:agreement_of": {"organisation": found.organisation.code},
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
