"""What the pages of public notices and objections show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.programme.choices import NoticeStatus, ObjectionResult
from zhisheng.apps.programme.models import NoticeSubject, Objection, PublicNotice
from zhisheng.apps.programme.selectors.notices import find_erasure_day
from zhisheng.methods.personal_data import find_personal_data
from zhisheng.ui.formats import format_date, format_moment
from zhisheng.ui.tables import Badge, Column, Row, Table

SHOWN_LETTERS = 40


@dataclass(frozen=True, slots=True)
class NoticePage:
    """Context of a notice as an office sees it; objections only where it decides."""

    notice: PublicNotice
    state: Badge
    term: str
    subjects: Table
    next_after: int | None
    objections: Table | None
    next_objection: int | None
    open_objections: int
    steps: tuple[dict[str, Any], ...]
    is_issuer: bool
    is_over: bool
    is_draft: bool
    is_public: bool
    # Its result is on record and not shown yet; the reader may show it.
    may_show_result: bool
    # It holds what belongs to a person, so that it cannot be shown.
    is_result_held: bool
    total: int

    @property
    def erasure(self) -> str:
        return tell_erasure(self.notice)


@dataclass(frozen=True, slots=True)
class ObjectionPage:
    """Context of one objection for who decides on it; the contact only when asked for."""

    objection: Objection
    state: Badge
    is_signed: bool
    contact: str
    due: str


@dataclass(frozen=True, slots=True)
class PublicPage:
    """Context of a notice as everybody sees it."""

    notice: PublicNotice
    term: str
    subjects: Table
    next_after: int | None
    total: int

    @property
    def erasure(self) -> str:
        return tell_erasure(self.notice)


@dataclass(frozen=True, slots=True)
class ResultPage:
    """Context of a notice after its term: what came of it, and nobody's name."""

    notice: PublicNotice
    term: str
    result: str


def build_result_page(notice: PublicNotice) -> ResultPage:
    return ResultPage(notice, show_term(notice), show_result(notice))


def show_result(notice: PublicNotice) -> str:
    """Return the result as everybody may read it.

    What was written down before such numbers were refused is not shown with them.
    """
    if has_held_result(notice):
        return _("结果里有不能公开的个人信息，请向发布单位了解。")
    return notice.result


def has_held_result(notice: PublicNotice) -> bool:
    """Tell whether a result on record holds what everybody may not read."""
    return bool(find_personal_data(notice.result))


def show_term(notice: PublicNotice) -> str:
    """Tell from when to when, as an office writes it; a provisional end says so."""
    if notice.starts_on is None or notice.ends_on is None:
        return _("发布后 {days} 个工作日").format(days=notice.working_days)
    text = _("{start}发布，公示 {days} 个工作日，到 {end}为止")
    if notice.is_provisional:
        text = _(
            "{start}发布，公示 {days} 个工作日，暂定到 {end}为止（放假安排公布后核定）"
        )
    return text.format(
        start=format_date(notice.starts_on),
        days=notice.working_days,
        end=format_date(notice.ends_on),
    )


def show_state(notice: PublicNotice, on: date) -> Badge:
    if notice.is_over(on):
        return Badge(_("期满待写结果"), "need")
    text = notice.get_status_display()
    if notice.status == NoticeStatus.PUBLISHED:
        return Badge(text, "action")
    return Badge(text, "done" if notice.status == NoticeStatus.ARCHIVED else "quiet")


def show_objection_state(objection: Objection, on: date) -> Badge:
    if objection.result:
        is_held = objection.result != ObjectionResult.REJECTED
        return Badge(objection.get_result_display(), "need" if is_held else "done")
    is_late = objection.answer_due_on < on and not objection.is_due_provisional
    return Badge(
        _("逾期未答复") if is_late else _("待答复"), "stop" if is_late else "need"
    )


def show_due(objection: Objection) -> str:
    day = format_date(objection.answer_due_on)
    return _("{day}（暂定）").format(day=day) if objection.is_due_provisional else day


def list_notice_table(notices: Iterable[Any], on: date) -> Table:
    """Show notices to an office; each row was counted its open objections."""
    return Table(
        columns=(
            Column("title", _("标题")),
            Column("kind", _("公示什么")),
            Column("unit", _("发布单位")),
            Column("end", _("公示到")),
            Column("objections", _("待答复异议"), is_number=True),
            Column("state", _("状态")),
        ),
        rows=tuple(
            Row(
                (
                    notice.title,
                    notice.get_kind_display(),
                    notice.unit.name,
                    _show_end(notice),
                    notice.open_objections,
                    show_state(notice, on),
                ),
                url=reverse("programme:notice", args=[notice.code]),
                state="need" if notice.open_objections else "",
            )
            for notice in notices
        ),
        caption=_("公示"),
    )


def list_public_table(notices: Iterable[PublicNotice]) -> Table:
    return Table(
        columns=(
            Column("title", _("标题")),
            Column("kind", _("公示什么")),
            Column("unit", _("发布单位")),
            Column("end", _("公示到")),
        ),
        rows=tuple(
            Row(
                (
                    notice.title,
                    notice.get_kind_display(),
                    notice.unit.name,
                    _show_end(notice),
                ),
                url=reverse("notices:notice", args=[notice.code]),
            )
            for notice in notices
        ),
        caption=_("正在公示"),
    )


def list_result_table(notices: Iterable[PublicNotice]) -> Table:
    return Table(
        columns=(
            Column("title", _("标题")),
            Column("kind", _("公示什么")),
            Column("unit", _("发布单位")),
            Column("closed", _("写出结果")),
        ),
        rows=tuple(
            Row(
                (
                    notice.title,
                    notice.get_kind_display(),
                    notice.unit.name,
                    format_date(timezone.localdate(notice.closed_at)),
                ),
                url=reverse("notices:notice", args=[notice.code]),
            )
            for notice in notices
        ),
        caption=_("最近的公示结果"),
    )


def tell_erasure(notice: PublicNotice) -> str:
    """Tell until when it is known whom a notice was about."""
    day = find_erasure_day(notice)
    if day is None:
        return _("公示期满后公众不再看到公示对象；办结满 3 年，名称、地区和说明删除。")
    text = _("公示对象公众已看不到；名称、地区和说明从 {day} 起删除。")
    return text.format(day=format_date(day))


def list_subject_table(subjects: Iterable[NoticeSubject]) -> Table:
    return Table(
        columns=(
            Column("name", _("名称")),
            Column("region", _("所在地区")),
            Column("remark", _("公开说明")),
        ),
        rows=tuple(
            Row((one.name or _("（已删除）"), one.region or "—", one.remark or "—"))
            for one in subjects
        ),
        caption=_("公示对象"),
    )


def list_objection_table(objections: Iterable[Objection], on: date) -> Table:
    return Table(
        columns=(
            Column("text", _("异议")),
            Column("filed", _("收到")),
            Column("due", _("答复期限")),
            Column("state", _("状态")),
        ),
        rows=tuple(
            Row(
                (
                    _shorten(objection.text),
                    format_moment(objection.filed_at),
                    show_due(objection),
                    show_objection_state(objection, on),
                ),
                url=reverse("programme:objection", args=[objection.code]),
                state="" if objection.result else "need",
            )
            for objection in objections
        ),
        caption=_("收到的异议"),
    )


def list_objection_choices(objections: Iterable[Objection]) -> list[tuple[str, str]]:
    """Name the objections that wait, so that alike ones are told and answered at once."""
    return [
        (one.code, f"{_shorten(one.text)}（{_tell_signed(one)}，{format_moment(one.filed_at)}）")
        for one in objections
    ]  # fmt: skip


def _tell_signed(objection: Objection) -> str:
    return _("署名") if objection.contact else _("没有署名")


def list_notice_steps(notice: PublicNotice) -> tuple[dict[str, Any], ...]:
    closed = notice.get_status_display()
    found = (
        (_("起草"), notice.created_by, notice.created_at, ""),
        (_("修改"), notice.changed_by, notice.changed_at, _count_changes(notice)),
        (_("发布"), notice.published_by, notice.published_at, ""),
        (closed, notice.closed_by, notice.closed_at, notice.result),
    )
    return tuple(_make_step(*one) for one in found if one[2])


def _count_changes(notice: PublicNotice) -> str:
    return _("共改过 {count} 次，这是最后一次。").format(count=notice.version - 1)


def write_lines(subjects: Iterable[NoticeSubject]) -> str:
    """Write subjects as they are typed, to be changed and read again."""
    return "\n".join(
        "\t".join((one.name, one.region, one.remark)).rstrip("\t") for one in subjects
    )


def _make_step(
    what: str, who: object, when: datetime | None, detail: str
) -> dict[str, Any]:
    return {
        "what": what,
        "who": str(who or ""),
        "when": timezone.localtime(when),
        "detail": detail,
        "kind": "done",
    }


def _show_end(notice: PublicNotice) -> str:
    if notice.ends_on is None:
        return "—"
    day = format_date(notice.ends_on)
    return _("{day}（暂定）").format(day=day) if notice.is_provisional else day


def _shorten(text: str) -> str:
    return text if len(text) <= SHOWN_LETTERS else text[:SHOWN_LETTERS] + "……"
