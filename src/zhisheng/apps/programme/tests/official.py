"""The text of an official paper, mended and issued, for the tests of official papers."""

from datetime import date

from zhisheng.apps.programme import services

NUMBER = "冀市监发〔2024〕12号"
DAY = date(2024, 11, 20)
TEXT = services.NoticeText(
    title="关于填报进展的通知",
    recipients="有关企业",
    body="现就有关事项通知如下。\n一、填报内容",
    attachments="季度进展表\n\n 名单 ",
    note="联系人：李红",
    copies_to="河北省人民政府",
)


def issue(paper, actor, number=NUMBER, issued_on=DAY):
    return services.issue_official_paper(
        paper=paper,
        number=number,
        issued_on=issued_on,
        version=paper.version,
        actor=actor,
    )


def mend(paper, actor, text=TEXT):
    return services.update_official_paper(
        paper=paper, text=text, version=paper.version, actor=actor
    )
