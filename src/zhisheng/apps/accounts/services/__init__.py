"""The public door to what this app can do; every service writes one audit entry."""

from zhisheng.apps.accounts.services.acting import Acting, clean_acting_reason
from zhisheng.apps.accounts.services.channel_addresses import (
    ask_binding_code,
    ask_mailbox_code,
    confirm_mailbox,
    remove_address,
    take_bindings,
)
from zhisheng.apps.accounts.services.column_sets import (
    delete_column_set,
    save_column_set,
)
from zhisheng.apps.accounts.services.dispatching import (
    deliver_messages,
    note_receipts,
)
from zhisheng.apps.accounts.services.exports import note_column_export
from zhisheng.apps.accounts.services.identities import (
    IdentityGate,
    bind_identity,
    finish_identity,
    register_by_identity,
    start_identity,
    unbind_identity,
)
from zhisheng.apps.accounts.services.invitations import (
    IssuedInvitation,
    accept_invitation,
    invite,
    open_invitation,
    register_by_invitation,
    withdraw_invitation,
)
from zhisheng.apps.accounts.services.ledger import (
    ProcessingTerms,
    record_processing,
    withdraw_processing,
)
from zhisheng.apps.accounts.services.links import keep_link, mail_link
from zhisheng.apps.accounts.services.memberships import add_membership, end_membership
from zhisheng.apps.accounts.services.messages import (
    Notice,
    SecretParcel,
    choose_channels,
    read_messages,
    restate_notices,
    send_notice,
    send_secret,
    send_secrets,
)
from zhisheng.apps.accounts.services.mobile_codes import (
    ask_code_of_text,
    ask_sign_in_code,
    ask_verification_code,
    forget_mobile_codes,
    hold_mobile,
    redeem_sign_in_code,
    send_mobile_code,
    verify_mobile,
)
from zhisheng.apps.accounts.services.organisations import (
    close_organisation,
    create_organisation,
    drop_unused_bodies,
    open_enterprise_organisation,
    record_bodies,
    reopen_enterprise_organisation,
)
from zhisheng.apps.accounts.services.passwords import (
    check_password_link,
    issue_password_link,
    set_password_by_link,
)
from zhisheng.apps.accounts.services.people import (
    DEMO_MOBILE,
    DEMO_PASSWORD,
    close_account,
    create_person,
    get_system_user,
    update_profile,
)
from zhisheng.apps.accounts.services.personal import (
    export_personal,
    export_personal_workbook,
)
from zhisheng.apps.accounts.services.proxies import authorise_proxy
from zhisheng.apps.accounts.services.signing_in import AccountAdapter, keep_preferences
from zhisheng.apps.accounts.services.tokens import (
    IssuedToken,
    create_token,
    revoke_token,
    use_token,
)
from zhisheng.apps.accounts.services.unit_changes import (
    change_unit,
    end_unit,
    place_organisations,
)
from zhisheng.apps.accounts.services.units import (
    create_unit,
    ensure_unit_for_region,
    load_reference_units,
)

__all__ = [
    "DEMO_MOBILE",
    "DEMO_PASSWORD",
    "AccountAdapter",
    "Acting",
    "IdentityGate",
    "IssuedInvitation",
    "IssuedToken",
    "Notice",
    "ProcessingTerms",
    "SecretParcel",
    "accept_invitation",
    "add_membership",
    "ask_binding_code",
    "ask_code_of_text",
    "ask_mailbox_code",
    "ask_sign_in_code",
    "ask_verification_code",
    "authorise_proxy",
    "bind_identity",
    "change_unit",
    "check_password_link",
    "choose_channels",
    "clean_acting_reason",
    "close_account",
    "close_organisation",
    "confirm_mailbox",
    "create_organisation",
    "create_person",
    "create_token",
    "create_unit",
    "delete_column_set",
    "deliver_messages",
    "drop_unused_bodies",
    "end_membership",
    "end_unit",
    "ensure_unit_for_region",
    "export_personal",
    "export_personal_workbook",
    "finish_identity",
    "forget_mobile_codes",
    "get_system_user",
    "hold_mobile",
    "invite",
    "issue_password_link",
    "keep_link",
    "keep_preferences",
    "load_reference_units",
    "mail_link",
    "note_column_export",
    "note_receipts",
    "open_enterprise_organisation",
    "open_invitation",
    "place_organisations",
    "read_messages",
    "record_bodies",
    "record_processing",
    "redeem_sign_in_code",
    "register_by_identity",
    "register_by_invitation",
    "remove_address",
    "reopen_enterprise_organisation",
    "restate_notices",
    "revoke_token",
    "save_column_set",
    "send_mobile_code",
    "send_notice",
    "send_secret",
    "send_secrets",
    "set_password_by_link",
    "start_identity",
    "take_bindings",
    "unbind_identity",
    "update_profile",
    "use_token",
    "verify_mobile",
    "withdraw_invitation",
    "withdraw_processing",
]
