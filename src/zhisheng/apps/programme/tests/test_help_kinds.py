"""Which kind of help words name; what only sounds like consultancy is not taken for it."""

import pytest

from zhisheng.apps.programme.sheets.help_kinds import find_help_kind


@pytest.mark.parametrize(
    ("method", "kind"),
    [
        ("代做内审", "internal_audit"),
        ("内审", "internal_audit"),
        ("协助内审及管理评审", "internal_audit"),
        ("内审员培训", ""),
        ("内审培训", ""),
        ("内审人员培训", ""),
        ("内审技能培训", ""),
        ("组织内审能力提升培训", ""),
        ("内审、培训", "internal_audit"),
        ("代做内审、员工培训", "internal_audit"),
        ("代做内审并培训", "internal_audit"),
        ("体系内审，质量培训", "internal_audit"),
        ("体系咨询日常辅导", "consultancy"),
        ("管理咨询台账整理", "consultancy"),
        ("电话咨询日", ""),
        ("咨询", "consultancy"),
        ("管理体系咨询", "consultancy"),
        ("政策咨询", ""),
        ("电话咨询", ""),
        ("咨询电话回访", ""),
        ("现场诊断", "diagnosis"),
        ("标准解读", "interpretation"),
        ("公开宣贯", "publicity"),
        ("政策咨询、现场诊断", "diagnosis"),
    ],
)
def test_words_name_a_kind(method, kind):
    assert find_help_kind(method) == kind
