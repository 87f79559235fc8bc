from django.urls import path

from zhisheng.apps.accounts.views import (
    account,
    files,
    identity,
    joining,
    messages,
    mobile,
    organisations,
    proxies,
    stand_in,
    units,
)

app_name = "accounts"
urlpatterns = [
    path("", account.me, name="me"),
    path("records/", account.records, name="records"),
    path("records/<str:code>/withdraw/", account.withdraw, name="withdraw"),
    path("personal/", account.personal, name="personal"),
    path("personal/download/", account.download_personal, name="download_personal"),
    path("close/", account.close, name="close"),
    path("file/", files.file_link, name="file_link"),
    path("demo/", account.demo, name="demo"),
    path("inbox/", messages.inbox, name="inbox"),
    path("inbox/read/", messages.read, name="read"),
    path("inbox/channels/", messages.channels, name="channels"),
    path("outbox/", messages.outbox, name="outbox"),
    path("register/", joining.register, name="register"),
    path("invitation/<str:code>/", joining.invitation, name="invitation"),
    path("invitation/<str:code>/accept/", joining.accept, name="accept"),
    path("invitation/<str:code>/<str:secret>/", joining.open_link, name="open_link"),
    path(
        "password/<str:code>/<str:secret>/", joining.password_link, name="password_link"
    ),
    path("mobile/", mobile.sign_in_mobile, name="sign_in_mobile"),
    path("mobile/code/", mobile.sign_in_code, name="sign_in_code"),
    path("mobile/text/", mobile.received_text, name="received_text"),
    path("mobile/verify/", mobile.verify_mobile, name="verify_mobile"),
    path("mobile/verify/code/", mobile.confirm_mobile, name="confirm_mobile"),
    path("identity/", identity.sign_in_identity, name="sign_in_identity"),
    path("identity/bind/", identity.bind_identity, name="bind_identity"),
    path("identity/unbind/", identity.unbind_identity, name="unbind_identity"),
    path("identity/callback/", identity.identity_callback, name="identity_callback"),
    path(
        "identity/join/<str:code>/", identity.join_by_identity, name="join_by_identity"
    ),
    path("stand-in/", stand_in.stand_in, name="stand_in"),
    path(
        "stand-in/.well-known/openid-configuration",
        stand_in.configuration,
        name="stand_in_configuration",
    ),
    path("stand-in/keys/", stand_in.keys, name="stand_in_keys"),
    path("stand-in/authorize/", stand_in.authorize, name="stand_in_authorize"),
    path("stand-in/token/", stand_in.token, name="stand_in_token"),
    path("organisation/", organisations.mine, name="mine"),
    path("partners/", organisations.partners, name="partners"),
    path("organisation/<str:code>/", organisations.organisation, name="organisation"),
    path("organisation/<str:code>/invite/", organisations.invite, name="invite"),
    path("organisation/<str:code>/proxy/", proxies.authorise, name="authorise"),
    path(
        "organisation/<str:code>/token/",
        organisations.create_token,
        name="create_token",
    ),
    path(
        "organisation/<str:code>/member/<str:person>/<str:role>/end/",
        organisations.end_membership,
        name="end_membership",
    ),
    path(
        "organisation/<str:code>/member/<str:person>/<str:role>/password/",
        organisations.issue_password_link,
        name="issue_password_link",
    ),
    path(
        "sent-invitation/<str:code>/withdraw/",
        organisations.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path("token/<str:code>/revoke/", organisations.revoke_token, name="revoke_token"),
    path("units/", units.units, name="units"),
    path("units/<str:code>/", units.unit, name="unit"),
]
