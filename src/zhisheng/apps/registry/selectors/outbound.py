"""Which enterprises may be told of to another system, and what of each."""

from collections.abc import Collection, Iterator
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import translation

from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.registry.choices import ConsentPurpose, EnterpriseStatus
from zhisheng.apps.registry.models import Enterprise, Grant
from zhisheng.apps.registry.selectors.exchange import select_governed_ids
from zhisheng.apps.registry.selectors.official import list_told
from zhisheng.kit.bulk import split
from zhisheng.reference.connectors import Layout

IDS_PER_QUERY = 2_000


def select_consents(purpose: ConsentPurpose) -> QuerySet[Grant]:
    """Select the separate consents of a purpose that are in force at this moment."""
    # The words of a consent are kept in one language, whichever its giver read.
    with translation.override(settings.LANGUAGE_CODE):
        written = str(purpose.label)
    return Grant.live.filter(~Q(consent=None), purpose=written)


def list_consented_ids(
    enterprise_ids: Collection[Any], purpose: ConsentPurpose
) -> set[int]:
    """Return those of the enterprises that agreed to a purpose, to whomever."""
    found: set[int] = set()
    for batch in split(enterprise_ids, IDS_PER_QUERY):
        live = select_consents(purpose).filter(enterprise__in=batch)
        found.update(live.values_list("enterprise_id", flat=True))
    return found


def list_recipients_for(actor: Actor) -> QuerySet[Organisation]:
    """Return to whom enterprises of the actor's area let data go by separate consent."""
    consents = Grant.live.filter(
        ~Q(consent=None), enterprise__in=select_governed_ids(actor)
    )
    found: QuerySet[Organisation] = Organisation.objects.filter(
        pk__in=consents.values("viewer"), is_active=True
    )
    return found.order_by("name", "pk")


def iterate_outbound(
    layout: Layout, *, recipient: Organisation | None, actor: Actor
) -> Iterator[dict[str, str]]:
    """Yield the rows that may go out now, each with the columns that may.

    Where consent is the basis, an enterprise goes with the fields it agreed to; by duty
    only what an administrative record told, never what a form or a help told.
    """
    if layout.consent and recipient is not None:
        yield from _iterate_consented(layout, recipient, actor)
    elif not layout.consent:
        yield from _iterate_told(layout, actor)


def _iterate_consented(
    layout: Layout, recipient: Organisation, actor: Actor
) -> Iterator[dict[str, str]]:
    consents = select_consents(ConsentPurpose(layout.consent)).filter(
        viewer=recipient,
        enterprise__in=select_governed_ids(actor),
        enterprise__merged_into=None,
    )
    related = ("enterprise__region", "enterprise__industry")
    rows = consents.select_related(*related).order_by("enterprise_id")
    for grant in rows.iterator(chunk_size=2_000):
        # Without its code nobody could tell which enterprise a row is about.
        if "uscc" in grant.fields and grant.enterprise.uscc:
            yield _write(layout, grant.enterprise, set(grant.fields))


def _iterate_told(layout: Layout, actor: Actor) -> Iterator[dict[str, str]]:
    found = Enterprise.unscoped.filter(
        pk__in=select_governed_ids(actor), status=EnterpriseStatus.ACTIVE
    ).exclude(Q(administrative_fields="") | Q(uscc=""))
    rows = found.select_related("region", "industry").order_by("pk")
    for one in rows.iterator(chunk_size=2_000):
        told = {name.removesuffix("_id") for name in list_told(one)}
        yield _write(layout, one, told | {"uscc"})


def _write(layout: Layout, one: Enterprise, open_fields: set[str]) -> dict[str, str]:
    values = {
        "name": one.name,
        "uscc": one.uscc,
        "legal_form": str(one.get_legal_form_display()),
        "status": str(one.get_status_display()),
        "region": one.region.full_name if one.region else "",
        "address": one.address,
        "industry": f"{one.industry_id} {one.industry.name}" if one.industry else "",
        "size_class": str(one.get_size_class_display()),
        "established_on": one.established_on.isoformat() if one.established_on else "",
    }
    return {
        column.code: values[column.attribute]
        for column in layout.columns
        if column.attribute in open_fields
    }
