"""What every change of a case asks first: whose it is, and what everybody may read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.selectors import name_represented
from zhisheng.apps.accounts.services import Acting
from zhisheng.apps.improvement import errors, selectors
from zhisheng.apps.improvement.models import CaseStep, GoodCase
from zhisheng.apps.improvement.models.cases import LONGEST_CASE_TEXT, LONGEST_TITLE
from zhisheng.apps.improvement.permissions import Action, require
from zhisheng.apps.programme.services.notice_checks import explain_personal_data
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit import audit
from zhisheng.kit.errors import FieldsRefusedError, NotFoundError
from zhisheng.methods.linkage import normalise_name
from zhisheng.reference.regions import list_region_names

MOST_FIGURES = 3
LONGEST_REASON = 500
LARGEST_VALUE = Decimal(10) ** 12
# A shorter distinctive part is a common word more often than a name.
SHORTEST_CORE = 2
SHORTEST_STREET = 4
DIVISIONS = re.compile("[省市县区旗]")


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured before and after; nothing at all or all four."""

    measured: str = ""
    unit: str = ""
    before: Decimal | None = None
    after: Decimal | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.measured or self.unit) and self.before is self.after is None

    @property
    def is_whole(self) -> bool:
        numbers = (self.before, self.after)
        return bool(self.measured and self.unit) and None not in numbers


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """What an enterprise tells; ``model`` and ``criterion`` name the gap it closed."""

    title: str
    problem: str
    measure: str
    figures: tuple[Figure, ...] = ()
    model: str = ""
    criterion: str = ""


def lock_own_case(case: GoodCase, version: int, actor: User) -> GoodCase:
    """Lock a case of the actor's enterprise, if it still is as the page showed it."""
    require(actor, Action.WRITE_CASE)
    own = selectors.list_own_cases_for(actor, Action.WRITE_CASE)
    if not own.filter(pk=case.pk).exists():
        raise NotFoundError
    return lock_case(case, version)


def lock_case(case: GoodCase, version: int) -> GoodCase:
    locked = GoodCase.objects.select_for_update().get(pk=case.pk)
    if locked.version != version:
        raise errors.CaseChangedError
    return locked


def check_draft(draft: CaseDraft) -> None:
    """Refuse what is missing, too long or half a figure; a draft need not be whole."""
    refused = {
        name: _("最多 {most} 字，现在 {count} 字。").format(most=most, count=len(text))
        for name, text, most in _list_texts(draft)
        if len(text) > most
    }
    if not draft.title.strip():
        refused["title"] = _("请给案例起个名字，例如“焊丝进烘箱，气孔少了八成”。")
    refused |= _check_figures(draft.figures)
    if refused:
        raise FieldsRefusedError(refused)


def check_whole(case: GoodCase) -> None:
    """Refuse to hand in a case that tells too little, or what everybody may not read."""
    told = list_public_texts(case)
    refused = {
        name: _("报送前请把这一项写上。") for name, text in told.items() if not text
    }
    if "measured1" not in told:
        refused["measured1"] = _("至少要有一个改前和改后的数，别人才看得出效果。")
    refused |= find_unpublishable(case.enterprise, told, is_named=case.is_named)
    if refused:
        raise FieldsRefusedError(refused)


def list_public_texts(case: GoodCase) -> dict[str, str]:
    """Return every text of a case that everybody reads, by its field of the form."""
    told = {
        "title": case.title,
        "problem": case.problem_text,
        "measure": case.measure_text,
    }
    for one in case.figures.all():
        told |= {
            f"measured{one.number}": one.measured,
            f"unit{one.number}": one.measured_unit,
        }
    return told


def find_unpublishable(
    enterprise: Enterprise, texts: Mapping[str, str], *, is_named: bool
) -> dict[str, str]:
    """Return what may not be public: numbers of persons, a name not agreed to be shown."""
    refused = {
        name: reason
        for name, text in texts.items()
        if (reason := explain_personal_data(text))
    }
    if is_named:
        return refused
    words = _list_name_words(enterprise)
    told = _("您没有同意写明企业名称，这里却有“{word}”。请改成“我厂”，或者同意写明。")
    for name, text in texts.items():
        word = next((one for one in words if one in text), "")
        if word:
            refused.setdefault(name, told.format(word=word))
    return refused


def hide_name(enterprise: Enterprise, text: str) -> str:
    """Write a text without the name of its enterprise."""
    for word in _list_name_words(enterprise):
        text = text.replace(word, _("某企业"))
    return text


def note_step(
    case: GoodCase,
    act: str,
    actor: User | None,
    *,
    acting: Acting | None = None,
    text: str = "",
) -> None:
    """Note who did what; of an office, its name and in whose place it acted."""
    acted_for = acting.acted_for if acting else None
    CaseStep.objects.create(
        case=case,
        act=act,
        office_name=acting.office.name if acting else "",
        acted_for_name=acted_for.name if acted_for else "",
        acting_reason=acting.reason if acting else "",
        text=text,
        done_by=actor,
    )


def keep_case(case: GoodCase) -> None:
    case.version += 1
    case.save()


def record_case(
    action: str,
    case: GoodCase,
    actor: User | None,
    *,
    old: object = None,
    new: object = None,
) -> None:
    owner = case.enterprise.surviving.organisation_id
    represented = name_represented(actor, owner) if actor else ""
    audit.record(
        action=action,
        subject=case,
        actor=actor,
        old=old,
        new=new,
        proxy_for=represented,
    )


def _list_texts(draft: CaseDraft) -> list[tuple[str, str, int]]:
    return [
        ("title", draft.title, LONGEST_TITLE),
        ("problem", draft.problem, LONGEST_CASE_TEXT),
        ("measure", draft.measure, LONGEST_CASE_TEXT),
    ]


def _check_figures(figures: Sequence[Figure]) -> dict[str, str]:
    refused: dict[str, str] = {}
    for number, figure in enumerate(figures[:MOST_FIGURES], start=1):
        if not (figure.is_empty or figure.is_whole):
            refused[f"measured{number}"] = _(
                "量的是什么、单位、之前和之后，四样要一起填，或都不填。"
            )
        numbers = [one for one in (figure.before, figure.after) if one is not None]
        if any(abs(one) >= LARGEST_VALUE for one in numbers):
            refused[f"after{number}"] = _("这个数太大了，请换个单位。")
    return refused


def _list_name_words(enterprise: Enterprise) -> list[str]:
    """Return the name of an enterprise, what of it is its alone, and where it is."""
    core = normalise_name(enterprise.name, regions=list_region_names()).core
    words = [enterprise.name, core if len(core) >= SHORTEST_CORE else ""]
    for address in (enterprise.address, enterprise.business_address):
        # A county may be named, the street and the house lead to one door.
        street = DIVISIONS.split(address)[-1].strip()
        words.append(street if len(street) >= SHORTEST_STREET else "")
    return [word for word in words if word]
