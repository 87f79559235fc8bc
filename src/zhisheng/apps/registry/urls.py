from django.urls import path

from zhisheng.apps.registry.views import (
    consents,
    exchange,
    licences,
    owners,
    placing,
    record,
    reviews,
    roster,
)

app_name = "registry"
urlpatterns = [
    path("", roster.index, name="index"),
    path("export/", roster.export, name="export"),
    path("add/", roster.add, name="add"),
    path("place/", placing.place, name="place"),
    path("mine/", owners.mine, name="mine"),
    path("register/", owners.register, name="register"),
    path("licence/", licences.licence_start, name="licence_start"),
    path("licence/finish/", licences.licence_finish, name="licence_finish"),
    path("licence/stand-in/", licences.licence_stand_in, name="licence_stand_in"),
    path("register/<slug:uscc>/", owners.register_new, name="register_new"),
    path("claim/<slug:uscc>/", owners.claim, name="claim"),
    path("consents/", consents.consents, name="consents"),
    path("exchange/", exchange.index, name="exchange"),
    path("exchange/upload/", exchange.upload, name="exchange_upload"),
    path("exchange/send/", exchange.send, name="exchange_send"),
    path(
        "exchange/blank/<slug:connector>/<slug:layout>/",
        exchange.blank,
        name="exchange_blank",
    ),
    path("exchange/<slug:code>/", exchange.batch, name="exchange_batch"),
    path("exchange/<slug:code>/progress/", exchange.progress, name="exchange_progress"),
    path("exchange/<slug:code>/apply/", exchange.apply, name="exchange_apply"),
    path("exchange/<slug:code>/retry/", exchange.retry, name="exchange_retry"),
    path("exchange/<slug:code>/marks/", exchange.marks, name="exchange_marks"),
    path("reviews/", reviews.reviews, name="reviews"),
    path("claims/<slug:code>/proof/", reviews.proof, name="proof"),
    path("claims/<slug:code>/decide/", reviews.decide_claim, name="decide_claim"),
    path("claims/<slug:code>/withdraw/", reviews.withdraw_claim, name="withdraw_claim"),
    path(
        "proposals/<slug:code>/decide/", reviews.decide_proposal, name="decide_proposal"
    ),
    path(
        "proposals/<slug:code>/withdraw/",
        reviews.withdraw_proposal,
        name="withdraw_proposal",
    ),
    path("<slug:code>/", record.detail, name="detail"),
    path("<slug:code>/update/", record.update, name="update"),
    path("<slug:code>/unit/", placing.place_one, name="place_one"),
    path("<slug:code>/propose/", record.propose, name="propose"),
    path("<slug:code>/contact/", record.contact, name="contact"),
    path("<slug:code>/contact/reveal/", record.reveal_contact, name="reveal_contact"),
    path("<slug:code>/life-event/", record.life_event, name="life_event"),
    path("<slug:code>/merge/", record.merge, name="merge"),
    path("<slug:code>/unmerge/", record.unmerge, name="unmerge"),
    path("<slug:code>/consents/new/", consents.give, name="give_consent"),
    path(
        "<slug:code>/consents/<int:grant_id>/withdraw/",
        consents.withdraw,
        name="withdraw_consent",
    ),
    path("<slug:code>/grants/<int:grant_id>/end/", record.end_grant, name="end_grant"),
]
