"""In words: what applying an import put in and changed, what its withdrawal took back."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from zhisheng.kit.language import join_clauses, join_sentences, join_words

Part = tuple[str, int | None]


def tell_applied(counts: Mapping[str, int]) -> str:
    """Tell what is new and what is changed; an earlier version counted no changes."""
    told = _join(
        [
            (_("新企业 {number} 家"), counts.get("enterprises")),
            (_("更新企业 {number} 家"), counts.get("changed_enterprises")),
            (_("新帮扶 {number} 家次"), counts.get("engagements")),
            (_("更新帮扶 {number} 家次"), counts.get("changed_engagements")),
            (_("新增指标值 {number} 个"), counts.get("values")),
            (_("更新指标值 {number} 个"), counts.get("changed_values")),
            (_("更新意愿和潜力 {number} 家"), counts.get("changed_enrolments")),
        ]
    )
    if not told:
        return _("已入库：与已有的记录相同，没有改动。")
    outside = _tell_outside(counts.get("outside", 0))
    return join_sentences(_("已入库：{told}。").format(told=told), *outside)


def _tell_outside(number: int) -> Iterable[str]:
    if number:
        yield _(
            "其中 {number} 家企业在本单位辖区之外，由当地市场监管部门查看，不在本单位的名录内。"
        ).format(number=f"{number:,}")


def tell_withdrawal(counts: Mapping[str, int]) -> str:
    """Tell before a withdrawal what goes and what says again what it said before."""
    made = _join(
        [
            (_("企业 {number} 家"), counts.get("enterprises")),
            (_("帮扶 {number} 家次"), counts.get("engagements")),
            (_("指标值 {number} 个"), counts.get("values")),
        ]
    )
    changed = _join(
        [
            (_("企业 {number} 家"), counts.get("changed_enterprises")),
            (_("帮扶 {number} 家次"), counts.get("changed_engagements")),
            (_("指标值 {number} 个"), counts.get("changed_values")),
            (_("意愿和潜力 {number} 家"), counts.get("changed_enrolments")),
        ]
    )
    return join_sentences(
        *filter(
            None,
            [
                _("这次新增的会移除：{told}。").format(told=made) if made else "",
                _("这次改过的会恢复原样：{told}。").format(told=changed)
                if changed
                else "",
                _(
                    "别的名单也报了的，按那份名单保留；之后别人又改过、或已被别处使用的会保留并列出。"
                ),
            ],
        )
    )


def tell_withdrawn(counts: Mapping[str, int]) -> str:
    """Tell what was removed and what says again what it said before."""
    restored, values = counts.get("restored", 0), counts.get("restored_values")
    rest = restored - (values or 0)
    removed = _join(
        [
            (_("企业 {number} 家"), counts.get("enterprises")),
            (_("帮扶 {number} 家次"), counts.get("engagements")),
            (_("指标值 {number} 个"), counts.get("values")),
        ]
    )
    returned = _join(
        [(_("原有内容 {number} 项"), rest)]
        if values is None
        else [
            (_("指标值 {number} 个"), values),
            (_("登记信息和帮扶 {number} 项"), rest),
        ]
    )
    parts = [
        _("移除{told}").format(told=removed) if removed else "",
        _("恢复{told}").format(told=returned) if returned else "",
    ]
    told = join_clauses(filter(None, parts))
    return _("{told}。").format(told=told) if told else ""


def _join(parts: Iterable[Part]) -> str:
    """List what is not zero."""
    return join_words(
        text.format(number=f"{number:,}") for text, number in parts if number
    )
