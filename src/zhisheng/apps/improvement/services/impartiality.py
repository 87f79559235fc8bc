"""The guard of impartiality: it refuses acts of this platform, never a record of facts."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.improvement.errors import ConflictRefusedError
from zhisheng.apps.improvement.models import Helper
from zhisheng.apps.improvement.selectors.given_helps import ASKED, KnownHelp
from zhisheng.apps.improvement.selectors.impartiality import (
    ChosenCertifier,
    HeldCertificate,
    ShownConflict,
    find_choice_conflicts,
    find_order_conflicts,
)
from zhisheng.apps.programme.choices import HelpKind
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit import bulk
from zhisheng.kit.language import join_clauses, write_chinese_date
from zhisheng.methods.impartiality import Relation


def hold_guard(enterprise: Enterprise) -> None:
    """Let one act at a time pass the guard of an enterprise, until its transaction ends.

    Choosing who certifies reads the helps and who is asked, asking and accepting read the
    choice: side by side neither would see the other.
    """
    owner = enterprise.merged_into_id or enterprise.pk
    bulk.hold_lock(f"improvement.guard:{owner}")


def refuse_conflict(
    *, enterprise: Enterprise, certifier: Organisation, on: date
) -> None:
    """Refuse to let a body be chosen that helped the enterprise; for the act of choosing.

    What the enterprise denies, and nobody has looked into, is no fact and refuses nothing.

    Raises
    ------
    ConflictRefusedError
        With who helped how and when, and the clause.
    """
    found = find_choice_conflicts(enterprise=enterprise, certifier=certifier, on=on)
    _raise([one for one in found if not one.is_disputed])


def refuse_order_conflict(
    *, enterprise: Enterprise, helper: Helper, kind: str, on: date
) -> None:
    """Refuse to ask somebody for a help who certifies the enterprise, or is tied to it."""
    found = find_order_conflicts(
        enterprise=enterprise, helpers=[helper], kind=kind, on=on
    )
    _raise(found.get(helper.pk, ()))


def tell_conflicts(conflicts: Iterable[ShownConflict]) -> str:
    """Write the facts as one would say them: who, what, when."""
    return join_clauses(map(tell_conflict, conflicts))


def tell_conflict(shown: ShownConflict) -> str:
    ties = {
        Relation.BODY: "",
        Relation.GROUP: _("，与其同属一个集团"),
        Relation.PERSON: _("，有同一个人在两边任职"),
    }
    told = [_tell_help(shown.help)] if shown.help else []
    if shown.certificate and shown.help:
        told.append(_tell_held(shown.certificate))
    elif shown.choice and shown.help:
        told.append(_tell_chosen(shown.choice))
    elif shown.choice:
        told.append(_tell_choice(shown.choice, shown.conflict.kind))
    elif shown.certificate:
        told.append(_tell_certificate(shown.certificate, shown.conflict.kind))
    doubt = (
        _("（企业说没有来过，或与记录不符：有争议，待核）") if shown.is_disputed else ""
    )
    return "，".join(told) + ties[shown.conflict.relation] + doubt


def name_clauses(conflicts: Iterable[ShownConflict]) -> str:
    """Name the standard with its clauses, each once."""
    found = list(conflicts)
    clauses = sorted({one.conflict.clause for one in found})
    return f"{found[0].standard} {', '.join(clauses)}" if found else ""


def _raise(conflicts: Sequence[ShownConflict]) -> None:
    if conflicts:
        raise ConflictRefusedError(
            facts=tell_conflicts(conflicts), clause=name_clauses(conflicts)
        )


def _tell_help(known: KnownHelp) -> str:
    kind = HelpKind(known.kind).label
    if known.precision == ASKED:
        return _(
            "请“{who}”给这家企业做{kind}的单子还没有答复，取消那张单子就可以选"
        ).format(who=known.helper, kind=kind)
    if known.day is None:
        return _("“{who}”正在给这家企业做{kind}").format(who=known.helper, kind=kind)
    when = _write_day(known.day, known.precision)
    return _("{when}，“{who}”给这家企业做过{kind}").format(
        when=when, who=known.helper, kind=kind
    )


def _tell_held(held: HeldCertificate) -> str:
    told = _("“{who}”给它发了证书 {number}").format(
        who=held.certifier, number=held.number
    )
    if held.issued_on is None:
        return told
    day = write_chinese_date(held.issued_on)
    return told + _("（{day} 颁发）").format(day=day)


def _tell_chosen(choice: ChosenCertifier) -> str:
    return _("企业 {day} 选了“{who}”来认证").format(
        day=write_chinese_date(choice.chosen_on), who=choice.certifier
    )


def _tell_choice(choice: ChosenCertifier, kind: str) -> str:
    return _("企业 {day} 选了“{who}”来认证，不能再请它或与它有关的人做{kind}").format(
        day=write_chinese_date(choice.chosen_on),
        who=choice.certifier,
        kind=HelpKind(kind).label,
    )


def _tell_certificate(held: HeldCertificate, kind: str) -> str:
    label = HelpKind(kind).label
    if held.expires_on is None:
        return _(
            "“{who}”给这家企业发了证书 {number}，不能再请它或与它有关的人做{kind}"
        ).format(who=held.certifier, number=held.number, kind=label)
    return _(
        "“{who}”给这家企业发的证书 {number} 到 {day} 才到期，"
        "不能再请它或与它有关的人做{kind}"
    ).format(
        who=held.certifier,
        number=held.number,
        day=write_chinese_date(held.expires_on),
        kind=label,
    )


def _write_day(day: date, precision: str) -> str:
    if precision == "year":
        return _("{year} 年").format(year=day.year)
    if precision == "month":
        return _("{year} 年 {month} 月").format(year=day.year, month=day.month)
    return write_chinese_date(day)
