"""What the tests of good cases share: offices of three levels, and a case to hand in."""

from decimal import Decimal

from zhisheng.apps.improvement import services
from zhisheng.methods.case_selection import Act

NOTICE_TERMS = services.NoticeTerms(
    basis="冀市监〔2026〕8号", contact="质量处 0311-87654321"
)
FIGURE = services.Figure("焊缝不良率", "%", Decimal("8.5"), Decimal("1.6"))
DRAFT = services.CaseDraft(
    title="焊丝进烘箱，气孔少了八成",
    problem="焊缝有气孔，每月返工四十件",
    measure="买了一只烘箱，焊丝用前烘两小时",
    figures=(FIGURE,),
    model="household",
    criterion="incoming",
)


def begin(firm, actor, draft=DRAFT, **others):
    return services.begin_case(enterprise=firm, draft=draft, actor=actor, **others)


def submit(case, actor):
    return services.submit_case(case=case, version=version_of(case), actor=actor)


def decide(case, act, actor, reason="", **others):
    return services.decide_case(
        case=case,
        act=Act(act),
        reason=reason,
        version=version_of(case),
        actor=actor,
        **others,
    )


def version_of(case):
    case.refresh_from_db()
    return case.version


def announce(case, actor, terms=NOTICE_TERMS):
    return services.announce_case(
        case=case, terms=terms, version=version_of(case), actor=actor
    )
