"""What the tests of consents share: an enterprise, a consent, and what is seen by it."""

from datetime import date

from zhisheng.apps.registry import selectors, services
from zhisheng.apps.registry.services import ConsentTerms
from zhisheng.apps.registry.tests.factories import make_code, make_enterprise
from zhisheng.kit.errors import NotFoundError


def make_consenting(organisation):
    return make_enterprise(
        organisation=organisation,
        uscc=make_code(1),
        region_id="131125",
        address="安平县示例路1号",
        contact_phone="13800005678",
    )


def give(enterprise, actor, **changes):
    terms = {
        "recipient": "示例农村商业银行",
        "groups": ["record", "returns"],
        "purpose": "credit",
        "until": date(2026, 12, 31),
    }
    return services.give_consent(
        enterprise=enterprise, terms=ConsentTerms(**terms | changes), actor=actor
    )


def see(actor, enterprise):
    """Return what the actor sees of the enterprise, or None where it sees nothing."""
    try:
        found = selectors.get_enterprise_for(actor=actor, code=enterprise.code)
    except NotFoundError:
        return None
    return found.row


def fill_in(**changes):
    return {
        "recipient": "示例农村商业银行",
        "groups": ["record", "contact"],
        "purpose": "credit",
        "until": "2026-12-31",
    } | changes
