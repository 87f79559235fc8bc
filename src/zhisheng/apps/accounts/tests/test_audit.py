"""Every service writes exactly one audit entry, and none when it refuses."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from zhisheng.apps.accounts import selectors, services
from zhisheng.apps.accounts.models import Membership, User
from zhisheng.apps.accounts.tests.mobile import LOCAL, read_digits
from zhisheng.apps.accounts.tests.silent_services import NOT_WRITING
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.channels.registry import get_channel
from zhisheng.kit.errors import ForbiddenError
from zhisheng.kit.exporting import Export, ExportColumn

PASSWORD = "Wire-mesh-1971"
TERMS = services.ProcessingTerms(
    basis="separate_consent",
    purpose="授信审查",
    fields=["revenue"],
    valid_from=date(2024, 1, 1),
    until=None,
)
ROSTER = Export(
    "roster", "企业名录", (ExportColumn("name", "名称"),), "/file/", "/back/"
)


@pytest.fixture
def cast(request, settings):
    settings.CHANNELS = LOCAL
    get_channel.cache_clear()
    return request.getfixturevalue


@pytest.fixture
def county_organisation(officer_county):
    return officer_county.memberships.get().organisation


def delete_column_set(cast):
    actor, organisation = cast("officer_county"), cast("county_organisation")
    saved = services.save_column_set(
        organisation=organisation,
        export=ROSTER,
        name="报市局用",
        columns=["name"],
        actor=actor,
    )
    return lambda: services.delete_column_set(column_set=saved, actor=actor)


def accept_invitation(cast):
    issued = services.invite(
        organisation=cast("owner_organisation"), role="worker", actor=cast("owner")
    )
    person = cast("stranger_owner")
    return lambda: services.accept_invitation(
        code=issued.invitation.code, secret=issued.secret, actor=person
    )


def register_by_invitation(cast):
    issued = services.invite(
        organisation=cast("owner_organisation"), role="worker", actor=cast("owner")
    )
    return lambda: services.register_by_invitation(
        code=issued.invitation.code,
        secret=issued.secret,
        username="liping",
        password=PASSWORD,
        name="李平",
    )


def withdraw_invitation(cast):
    owner = cast("owner")
    issued = services.invite(
        organisation=cast("owner_organisation"), role="worker", actor=owner
    )
    return lambda: services.withdraw_invitation(
        invitation=issued.invitation, actor=owner
    )


def send_notice(cast):
    recipients = User.objects.filter(pk=cast("owner").pk)
    notice = services.Notice("todo", "有事", "T1", "/")
    return lambda: services.send_notice(
        notice=notice, recipients=recipients, actor=cast("officer_county")
    )


def revoke_token(cast):
    issued = create_token(cast)()
    return lambda: services.revoke_token(token=issued.token, actor=cast("body_user"))


def create_token(cast):
    organisation, actor = cast("body_organisation"), cast("body_user")
    return lambda: services.create_token(
        organisation=organisation, name="接口", scopes=[], lifetime_days=1, actor=actor
    )


def withdraw_processing(cast):
    record = record_processing(cast)()
    return lambda: services.withdraw_processing(record=record, actor=cast("owner"))


def record_processing(cast):
    subject, bank = cast("owner_organisation"), cast("bank_organisation")
    owner = cast("owner")
    return lambda: services.record_processing(
        subject=subject, recipient=bank, terms=TERMS, actor=owner
    )


def end_membership(cast):
    cast("owner")
    member = Membership.objects.get(user=cast("worker"))
    return lambda: services.end_membership(membership=member, actor=cast("owner"))


def set_password_by_link(cast):
    worker = cast("worker")
    secret = services.issue_password_link(user=worker, actor=cast("owner"))
    return lambda: services.set_password_by_link(
        user_code=worker.code, secret=secret, password=PASSWORD
    )


def call(service, **arguments):
    """Return a case whose arguments that are names of fixtures are filled in."""

    def prepare(cast):
        filled = {
            name: cast(value.removeprefix("@"))
            if isinstance(value, str) and value.startswith("@")
            else value
            for name, value in arguments.items()
        }
        return lambda: service(**filled)

    return prepare


@pytest.fixture
def unregistered_bodies(reference):
    made = services.record_bodies(numbers={"示例丙认证有限公司": ""}, source="R-1")
    return [body.pk for body in made.values()]


def redeem_sign_in_code(cast):
    asked, digits = receive_digits(cast("owner"), "13800000001")
    return lambda: services.redeem_sign_in_code(code=asked.code, digits=digits)


def verify_mobile(cast):
    owner = cast("owner")
    services.hold_mobile(user=owner, mobile="13800000001", actor=owner)
    asked = services.ask_verification_code(address="203.0.113.7", actor=owner)
    digits = read_digits()
    return lambda: services.verify_mobile(code=asked.code, digits=digits, actor=owner)


def send_mobile_code(cast):
    services.hold_mobile(user=cast("owner"), mobile="13800000001", actor=None)
    asked = services.ask_sign_in_code(mobile="13800000001", address="203.0.113.7")
    return lambda: services.send_mobile_code(code=asked.code)


def receive_digits(person, mobile):
    services.hold_mobile(user=person, mobile=mobile, actor=person)
    asked = services.ask_sign_in_code(mobile=mobile, address="203.0.113.7")
    return asked, read_digits()


def unbind_identity(cast):
    owner = cast("owner")
    owner.set_password(PASSWORD)
    services.bind_identity(subject="P-9", user=owner, actor=owner)
    return lambda: services.unbind_identity(actor=owner)


def register_by_identity(cast):
    issued = services.invite(
        organisation=cast("owner_organisation"), role="worker", actor=cast("owner")
    )
    return lambda: services.register_by_identity(
        code=issued.invitation.code, secret=issued.secret, subject="P-9", name="李平"
    )


def confirm_mailbox(cast):
    owner = cast("owner")
    asked = services.ask_mailbox_code(mailbox="wangqiang@example.cn", actor=owner)
    return lambda: services.confirm_mailbox(digits=asked.secret, actor=owner)


def take_bindings(cast):
    code = services.ask_binding_code(channel="wechat", actor=cast("owner"))
    return lambda: services.take_bindings("wechat", [(code, "openid-9")])


def remove_address(cast):
    confirm_mailbox(cast)()
    return lambda: services.remove_address(channel="mail", actor=cast("owner"))


CASES = {
    "accounts.mailbox_asked": call(
        services.ask_mailbox_code, mailbox="wangqiang@example.cn", actor="@owner"
    ),
    "accounts.binding_asked": call(
        services.ask_binding_code, channel="wechat", actor="@owner"
    ),
    "accounts.address_bound": confirm_mailbox,
    "accounts.address_bound ": take_bindings,
    "accounts.address_removed": remove_address,
    "accounts.proxy_invited": call(
        services.authorise_proxy,
        organisation="@owner_organisation",
        invitee="何会",
        until=timezone.localdate() + timedelta(days=1),
        actor="@owner",
    ),
    "accounts.identity_bound": call(
        services.bind_identity, subject="P-9", user="@owner", actor="@owner"
    ),
    "accounts.identity_unbound": unbind_identity,
    "accounts.columns_exported": call(
        services.note_column_export, export=ROSTER, columns=[], rows=1, actor="@owner"
    ),
    "accounts.sign_in_code_taken": redeem_sign_in_code,
    "accounts.mobile_verified": verify_mobile,
    "accounts.mobile_verified ": call(
        services.hold_mobile, user="@owner", mobile="13800000001", actor="@owner"
    ),
    "accounts.secret_sent ": send_mobile_code,
    "accounts.invitation_accepted": accept_invitation,
    "accounts.invitation_accepted ": register_by_invitation,
    "accounts.invitation_accepted  ": register_by_identity,
    "accounts.invitation_withdrawn": withdraw_invitation,
    "accounts.token_created": create_token,
    "accounts.token_revoked": revoke_token,
    "accounts.processing_recorded": record_processing,
    "accounts.processing_withdrawn": withdraw_processing,
    "accounts.membership_ended": end_membership,
    "accounts.password_reset": set_password_by_link,
    "accounts.invitation_sent": call(
        services.invite,
        organisation="@owner_organisation",
        role="worker",
        actor="@owner",
    ),
    "accounts.membership_added": call(
        services.add_membership,
        user="@stranger_owner",
        organisation="@owner_organisation",
        role="worker",
        actor="@owner",
    ),
    "accounts.organisation_created": call(
        services.create_organisation, name="示例检测中心", kind="laboratory",
        actor="@officer_county",
    ),
    "accounts.enterprise_opened": call(
        services.open_enterprise_organisation, name="示例丝网厂", owner="@expert",
        actor="@expert",
    ),
    "accounts.enterprise_reopened": call(
        services.reopen_enterprise_organisation, organisation="@owner_organisation",
        owner="@expert", actor="@officer_county",
    ),
    "accounts.bodies_recorded": call(
        services.record_bodies, numbers={"示例丙认证有限公司": ""}, source="R-1"
    ),
    "accounts.bodies_dropped": call(
        services.drop_unused_bodies, bodies="@unregistered_bodies"
    ),
    "accounts.organisation_closed": call(
        services.close_organisation,
        organisation="@body_organisation",
        actor="@administrator",
    ),
    "accounts.account_closed": call(services.close_account, actor="@worker"),
    "accounts.person_created": call(
        services.create_person,
        username="wangqiang",
        password=PASSWORD,
        name="王强",
        actor=None,
    ),
    "accounts.profile_updated": call(
        services.update_profile,
        name="王强",
        mobile="",
        language="en",
        large_type=False,
        actor="@owner",
    ),
    "accounts.password_link_issued": call(
        services.issue_password_link, user="@worker", actor="@administrator"
    ),
    "accounts.unit_created": call(
        services.create_unit,
        name="城关所",
        kind="station",
        parent="@county_unit",
        actor="@officer_county",
    ),
    "accounts.unit_changed": call(
        services.change_unit,
        unit="@county_unit",
        name="安平县局",
        region=None,
        phone="0318-7000000",
        actor="@officer_city",
    ),
    "accounts.unit_ended": call(
        services.end_unit, unit="@county_unit", actor="@officer_city"),
    "accounts.units_loaded": call(services.load_reference_units),
    "accounts.notice_sent": send_notice,
    "accounts.notices_restated": call(
        services.restate_notices, about="T1", data={"day": "明天"}, actor=None),
    "accounts.secret_sent": call(
        services.send_secret,
        template="sign_in_code",
        mobile="13800000001",
        secret="123456",
        lifetime=timedelta(minutes=5),
    ),
    "accounts.secrets_sent": call(
        services.send_secrets,
        template="task_link",
        parcels=[services.SecretParcel("13800000001", "http://localhost/l/")],
        lifetime=timedelta(days=14),
    ),
    "accounts.link_mailed": call(
        services.mail_link,
        link="/account/personal/download/",
        mailbox="wangqiang@example.cn",
        actor="@owner",
    ),
    "accounts.channels_chosen": call(
        services.choose_channels, wanted=frozenset({"text"}), actor="@owner"),
    "accounts.personal_exported": call(services.export_personal, actor="@owner"),
    "accounts.personal_exported ": call(
        services.export_personal_workbook, actor="@owner"
    ),
    "accounts.column_set_saved": call(
        services.save_column_set,
        organisation="@county_organisation",
        export=ROSTER,
        name="报市局用",
        columns=["name"],
        actor="@officer_county",
    ),
    "accounts.column_set_deleted": delete_column_set,
    "accounts.units_ensured": call(services.ensure_unit_for_region, code="140225"),
}  # fmt: skip


@pytest.mark.parametrize("action", CASES)
def test_writes_one_entry(reference, cast, action):
    act = CASES[action](cast)
    before = AuditEntry.objects.count()

    act()

    written = list(AuditEntry.objects.order_by("pk"))[before:]
    assert [entry.action for entry in written] == [action.strip()]


def test_every_service_is_among_the_cases():
    assert len(set(services.__all__) - NOT_WRITING) == len(CASES)


def test_a_refusal_writes_nothing(owner_organisation, stranger_owner, worker):
    before = AuditEntry.objects.count()

    for outsider in (stranger_owner, worker):
        with pytest.raises(ForbiddenError):
            services.invite(
                organisation=owner_organisation, role="worker", actor=outsider
            )

    assert AuditEntry.objects.count() == before
    assert selectors.list_invitations(owner_organisation).count() == 0


def test_no_entry_holds_a_mobile_number(owner):
    services.update_profile(
        name="王强", mobile="13900001234", language="", large_type=False, actor=owner
    )

    entry = AuditEntry.objects.order_by("-pk")[0]
    assert "13900001234" not in f"{entry.old} {entry.new} {entry.actor_label}"
