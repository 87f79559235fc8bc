"""Which organisation somebody means who writes who helped."""

from collections.abc import Sequence

from django.db.models import Q

from zhisheng.apps.accounts.choices import OrganisationKind
from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.accounts.selectors import list_bodies, list_organisations_called
from zhisheng.apps.programme.errors import HelperUnclearError, HelperUnknownError
from zhisheng.methods.linkage import NearNames, name_key

MOST_SUGGESTED = 10


def find_helper(text: str) -> Organisation | None:
    """Return the one organisation of this code, number or full name; none for no text.

    Raises
    ------
    HelperUnclearError
        If it may be several, or none exactly: with the choices.
    """
    asked = text.strip()
    if not asked:
        return None
    called = list_organisations_called(asked)
    found = list(called.exclude(kind=OrganisationKind.ENTERPRISE))
    bodies = list(list_bodies().filter(is_active=True))
    key = name_key(asked)
    found = found or [body for body in bodies if name_key(body.name) == key]
    if len(found) == 1:
        return found[0]
    choices = found or _find_near(asked, bodies)
    if choices:
        names = "、".join(map(_write_choice, choices))
        raise HelperUnclearError(text=asked, names=names)
    raise HelperUnknownError(code=asked)


def search_helpers(text: str) -> list[Organisation]:
    """Return the bodies to offer to whoever types a part of a name or number."""
    asked = text.strip()
    if not asked:
        return []
    bodies = list_bodies().filter(is_active=True)
    holds = Q(name__icontains=asked) | Q(approval_number__icontains=asked)
    found = list(bodies.filter(holds | Q(code=asked))[:MOST_SUGGESTED])
    return found or _find_near(asked, list(bodies))


def _find_near(text: str, bodies: Sequence[Organisation]) -> list[Organisation]:
    return [bodies[at] for at in NearNames([one.name for one in bodies]).find(text)]


def _write_choice(organisation: Organisation) -> str:
    number = organisation.approval_number or organisation.code
    return f"{organisation.name}（{number}）"
