"""The list of a certification body, as a sheet and handed in."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile

from zhisheng.apps.programme import services
from zhisheng.apps.programme.services import Filled
from zhisheng.apps.programme.tests.reporting import answer_remarks, reload
from zhisheng.apps.registry.tests.factories import make_code
from zhisheng.kit.sheets import OutSheet, write_xlsx

HEADER = [
    "企业名称",
    "统一社会信用代码",
    "所在县（市、区）",
    "帮扶方式",
    "提升前营业收入（万元）",
]
ANPING = "河北省衡水市安平县"
SUMMARY = {
    "summary": "我们帮扶了二百多家企业，" * 20,
    "contact_name": "王强",
    "contact_mobile": "13800000001",
}


def line(number, **changes):
    cells = {
        "name": f"安平县示例{number}丝网厂",
        "uscc": make_code(number),
        "region": ANPING,
        "method": "诊断",
        "revenue": 120,
    }
    return list((cells | changes).values())


def make_sheet(rows, header=HEADER):
    content = BytesIO()
    write_xlsx(content, [OutSheet(name="名单", header=header, rows=rows)])
    return SimpleUploadedFile("名单.xlsx", content.getvalue())


def upload(entry, actor, rows, *, header=HEADER, is_whole=False):
    current = reload(entry)
    return services.upload_rows(
        make_sheet(rows, header),
        original_name="名单.xlsx",
        entry=current,
        version=current.version,
        actor=actor,
        is_whole=is_whole,
    )


def hand_in(entry, actor, **changes):
    current = reload(entry)
    filled = Filled(
        answers=SUMMARY | changes,
        version=current.version,
        is_sure=True,
        replies=answer_remarks(current),
    )
    return services.submit_entry(entry=current, filled=filled, actor=actor)
