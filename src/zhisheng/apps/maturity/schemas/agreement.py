"""The table of how far reviewers agree with the enterprises, and who drifts."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.maturity.selectors import RaterAgreement
from zhisheng.ui.tables import Badge, Column, Row, Table

# Fewer reviews than that say nothing, and say too much of one enterprise.
FEWEST = 5
# As many stand beside each other on a phone that is turned.
QUARTERS = 6


def build_agreement_table(
    found: Iterable[RaterAgreement], *, are_experts: bool
) -> Table:
    return Table(
        columns=(
            Column("name", _("专家") if are_experts else _("单位")),
            Column("reviews", _("复核次数"), is_number=True),
            Column("kappa", _("和企业自评的一致程度"), is_number=True),
            Column("milder", _("平均差（专家减自评）"), is_number=True, unit=_("级")),
            Column("drift", _("和自己以前比"), is_number=False),
        ),
        rows=tuple(_build_row(one, are_experts=are_experts) for one in found),
        caption=_("专家复核的一致程度"),
    )


def tell_few(found: Sequence[RaterAgreement]) -> str:
    """Say what is missing where nobody has enough reviews to tell anything."""
    most = max((one.reviews for one in found), default=FEWEST)
    if most >= FEWEST:
        return ""
    return _(
        "满 {fewest} 次复核才算得出一致程度和变化，现在最多的有 {most} 次。"
    ).format(fewest=FEWEST, most=most)


def build_quarter_table(found: Sequence[RaterAgreement], *, are_experts: bool) -> Table:
    """Show the latest quarters beside each other; of too few reviews nothing."""
    known = {(q.year, q.quarter) for one in found for q in one.quarters}
    shown = sorted(known)[-QUARTERS:]
    return Table(
        columns=(
            Column("name", _("专家") if are_experts else _("单位")),
            *(
                Column(
                    f"q{year}{quarter}",
                    _("{year}年{quarter}季度").format(year=year, quarter=quarter),
                    is_number=True,
                )
                for year, quarter in shown
            ),
        ),
        rows=tuple(
            Row((one.name or _("已注销的专家"), *(kappas.get(at) for at in shown)))
            for one in found
            if (kappas := _write_kappas(one))
        ),
        caption=_("每季度和企业自评的一致程度"),
    )


def _write_kappas(one: RaterAgreement) -> dict[tuple[int, int], str]:
    return {
        (q.year, q.quarter): f"{q.agreement.kappa:.2f}"
        for q in one.quarters
        if q.reviews >= FEWEST and q.agreement.kappa is not None
    }


def _build_row(one: RaterAgreement, *, are_experts: bool) -> Row:
    url = "" if are_experts else reverse("maturity:agreement_of", args=[one.code])
    name = one.name or _("已注销的专家")
    if one.reviews < FEWEST:
        few = _("不足 {count} 次，不算").format(count=FEWEST)
        return Row((name, one.reviews, None, None, few), url=url)
    kappa, milder = one.agreement.kappa, one.agreement.mean_difference
    return Row(
        (
            name,
            one.reviews,
            None if kappa is None else f"{kappa:.2f}",
            None if milder is None else f"{milder:+.2f}",
            _tell_drift(one),
        ),
        url=url,
        state="need" if one.drift.is_drift else "",
    )


def _tell_drift(one: RaterAgreement) -> Badge | str:
    change = one.drift.change
    if change is None:
        return _("还看不出")
    if not one.drift.is_drift:
        return _("没有明显变化")
    text = _("变宽 {change:.1f} 级") if change > 0 else _("变严 {change:.1f} 级")
    return Badge(text.format(change=abs(change)), "need")
