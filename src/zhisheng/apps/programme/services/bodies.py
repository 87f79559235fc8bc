"""Which organisation helped, by what a row says: certain, asked, or not the sender's."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from zhisheng.apps.accounts.choices import OrganisationKind
from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.accounts.selectors import list_bodies
from zhisheng.apps.accounts.services import record_bodies
from zhisheng.apps.programme.choices import NEW_BODY
from zhisheng.apps.programme.models import ImportRow, RosterImport
from zhisheng.apps.programme.sheets import Reason, RosterRow
from zhisheng.kit.language import join_words
from zhisheng.methods.linkage import NearNames, bare_key, name_key


class Bodies:
    """The organisations that rows may name as the helper, looked up once for a file.

    Only an exact name or number is certain; anything else a person answers, so that a
    slip of the pen never becomes one more body.
    """

    def __init__(
        self, organisation: Organisation | None, helper: Organisation | None
    ) -> None:
        """Take who reports, and who helped where a row names nobody."""
        self._organisation = organisation
        self._helper = helper
        self._answers: dict[tuple[str, str], str | Reason] = {}

    def settle(self, rows: Iterable[RosterRow]) -> None:
        """Name the helper of each row, refuse it, or add the question to be answered."""
        for row in rows:
            found = self._find(row)
            if isinstance(found, str):
                row.helper = found
            else:
                row.reasons.append(found)

    def _find(self, row: RosterRow) -> str | Reason:
        written = row.helper_name, row.helper_number
        if not any(written):
            return self._helper.code if self._helper else ""
        if written not in self._answers:
            own = self._organisation
            is_body = own and own.kind == OrganisationKind.CERTIFICATION_BODY
            self._answers[written] = (
                self._judge_own(row, own) if own and is_body else self._judge(row)
            )
        return self._answers[written]

    def _judge_own(self, row: RosterRow, own: Organisation) -> str | Reason:
        """Let a body report its own help alone, whether it writes its name or number."""
        keys = {"", name_key(own.name), name_key(own.approval_number)}
        is_named = name_key(row.helper_name) in keys or self._means(row, own)
        if is_named and name_key(row.helper_number) in keys:
            return own.code
        return Reason(
            "helper",
            "refused",
            _("认证机构只能上报本机构的帮扶，这里写的是别的机构。"),
            _("请删除这一行，由那家机构或监管部门上报。"),
            text=row.helper_written,
        )

    def _means(self, row: RosterRow, own: Organisation) -> bool:
        """Whether a name differs from this one in legal form or remarks, and is nobody's."""
        is_alike = bare_key(row.helper_name) == bare_key(own.name)
        return is_alike and name_key(row.helper_name) not in self._by_name

    def _judge(self, row: RosterRow) -> str | Reason:
        key = name_key(row.helper_name)
        # People write the number into the column of names as well.
        by_name = self._by_name.get(key) or self._by_number.get(key)
        by_number = self._by_number.get(name_key(row.helper_number))
        found = {body.code: body for body in (by_name, by_number) if body}
        if len(found) == 1 and not self._contradicts(row, by_name, by_number):
            return next(iter(found))
        if not self._known and self._organisation is None:
            # Checked for nobody on an installation without bodies: none could answer.
            return ""
        return self._ask(row, [*found.values(), *self._find_near(row)])

    def _contradicts(
        self, row: RosterRow, by_name: Organisation | None, by_number: object
    ) -> bool:
        """Whether a name and a number beside each other are not of one body."""
        if not row.helper_name or not row.helper_number:
            return False
        if by_name is None:
            # The number is certain, where the name is only another writing of it.
            return by_number not in self._find_near(row)
        return by_number is None and name_key(by_name.approval_number) != ""

    def _find_near(self, row: RosterRow) -> list[Organisation]:
        return [self._known[at] for at in self._near.find(row.helper_name)]

    def _ask(self, row: RosterRow, near: Sequence[Organisation]) -> Reason:
        text = row.helper_written
        options = {body.code: body.name for body in near}
        names = join_words(f"“{name}”" for name in options.values())
        new = {"code": NEW_BODY, "name": text, "label": _("登记为新机构")}
        listed = [{"code": code, "name": name} for code, name in options.items()]
        return Reason(
            "helper",
            "to_confirm",
            _("“{text}”还没有登记，相近的机构有：{names}。")
            if names
            else _("“{text}”还没有登记。"),
            _(
                "请选定是哪家机构，或改写为登记的全称、批准号；确是新机构的，请选新机构。"
            ),
            text=text,
            data={"text": text} | ({"names": names} if names else {}),
            options=[*listed, new],
        )

    @cached_property
    def _known(self) -> list[Organisation]:
        return list(list_bodies())

    @cached_property
    def _near(self) -> NearNames:
        return NearNames([body.name for body in self._known])

    @cached_property
    def _by_name(self) -> Mapping[str, Organisation]:
        """The oldest body has a name that several bear."""
        own = [one for one in (self._organisation, self._helper) if one]
        return _index((one.name, one) for one in (*own, *reversed(self._known)))

    @cached_property
    def _by_number(self) -> Mapping[str, Organisation]:
        return _index((one.approval_number, one) for one in reversed(self._known))


def _index(named: Iterable[tuple[str, Organisation]]) -> dict[str, Organisation]:
    """Key by what is written; a dash or a slash is no name and no number."""
    keyed = {name_key(text): body for text, body in named}
    keyed.pop("", None)
    return keyed


def register_new_bodies(
    roster_import: RosterImport, rows: QuerySet[ImportRow], *, actor: User | None
) -> None:
    """Record the bodies that a person said are new, and name them on their rows.

    Several writings of one name that were all answered so are one body.
    """
    new = rows.filter(helper_code=NEW_BODY)
    named = new.order_by("pk").values_list("helper_name", "certificate__body_approval")
    numbers: dict[str, str] = {}
    for name, number in named.iterator():
        numbers[name] = numbers.get(name) or number or ""
    if not numbers:
        return
    bodies = record_bodies(numbers=numbers, source=roster_import.code, actor=actor)
    for name, body in bodies.items():
        new.filter(helper_name=name).update(helper=body)
