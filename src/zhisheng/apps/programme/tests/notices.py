"""A county's notice of awards, for the tests of notices and objections."""

from zhisheng.apps.programme import services
from zhisheng.apps.programme.choices import NoticeKind
from zhisheng.apps.programme.models import NoticeSubject, Objection, PublicNotice

LINES = (
    "安平县示例丝网厂，河北省衡水市安平县，拟奖补 2 万元\n"
    "安平县示例甲丝网厂，河北省衡水市安平县，拟奖补 1 万元"
)
TEXT = "按照办法，经审核，拟对下列企业奖补，现予公示。"
SIGNED = services.Statement(
    text="第一家没有取得证书。", name="李红", contact="13812345678"
)


def make_draft(**changes):
    defaults = {
        "kind": NoticeKind.AWARD,
        "title": "2024年质量认证奖补名单公示",
        "basis": "安政办〔2024〕8号《质量认证奖补办法》",
        "text": TEXT,
        "contact": "安平县市场监督管理局质量股 0318-7512345",
    }
    return services.NoticeDraft(**(defaults | changes))


def draft_notice(unit, actor, *, lines=LINES, **changes):
    return services.create_notice(
        draft=make_draft(**changes),
        subjects=services.read_subjects(services.read_lines(lines)),
        unit=unit,
        actor=actor,
    )


def publish(unit, actor, **changes):
    return services.publish_notice(
        notice=draft_notice(unit, actor, **changes), actor=actor
    )


def object_to(notice, statement=SIGNED, **options):
    return services.file_objection(notice=notice, statement=statement, **options)


def reload(row):
    return type(row)._base_manager.get(pk=row.pk)


def count_all():
    models = (PublicNotice, NoticeSubject, Objection)
    return tuple(model.objects.count() for model in models)
