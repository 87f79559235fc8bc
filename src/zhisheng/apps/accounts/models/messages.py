"""What a person is to be told, and each handing over of it to a channel."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts import choices
from zhisheng.kit.codes import new_code
from zhisheng.kit.crypto import EncryptedTextField


def new_dispatch_code() -> str:
    return new_code("D")


class Dispatch(models.Model):
    """One text to one person through one channel; its code is the idempotency key.

    ``next_attempt_at`` is when a worker may take it; one that took it moves it on, so
    that no other hands the same text over while it does. ``address`` is set for people
    without an account, ``secret`` for codes and links, and both are emptied when the
    text is out.
    """

    code = models.CharField(max_length=16, unique=True, default=new_dispatch_code)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.CASCADE,
        related_name="dispatches",
        db_index=False,
    )
    address = EncryptedTextField(blank=True)
    channel = models.CharField(max_length=20, choices=choices.get_channels)
    template = models.CharField(max_length=40)
    count = models.PositiveIntegerField(default=1)
    link = models.CharField(max_length=200, blank=True)
    secret = EncryptedTextField(blank=True)
    status = models.CharField(
        max_length=12,
        choices=choices.get_dispatch_statuses,
        default=choices.DispatchStatus.WAITING,
    )
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    receipt_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            # Those that wait are few among very many that are out.
            models.Index(
                fields=["next_attempt_at", "id"],
                condition=models.Q(status="waiting"),
                name="dispatch_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.code}"


class Message(models.Model):
    """An entry of somebody's inbox; outside it goes as part of a dispatch, or not at all.

    ``key`` names what it is about: the same is never told twice.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="messages",
        db_index=False,
    )
    key = models.CharField(max_length=80)
    template = models.CharField(max_length=40)
    # What the inbox says, with the values it names; nothing of it goes outside.
    title = models.CharField(max_length=200)
    data = models.JSONField(default=dict)
    link = models.CharField(max_length=200, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    due_at = models.DateTimeField(default=timezone.now)
    # Whether it still has to go out through a channel.
    is_waiting = models.BooleanField(default=True)
    dispatch = models.ForeignKey(
        Dispatch, null=True, on_delete=models.SET_NULL, related_name="messages"
    )
    read_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recipient", "key"], name="message_once")
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="message_inbox"),
            models.Index(
                fields=["due_at", "recipient"],
                condition=models.Q(is_waiting=True),
                name="message_waiting",
            ),
        ]

    def __str__(self) -> str:
        return _(self.title).format(**self.data)


class ChannelAddress(models.Model):
    """Where a person is reached through a channel that knows neither mobile nor e-mail."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="channel_addresses",
    )
    channel = models.CharField(max_length=20, choices=choices.get_channels)
    address = EncryptedTextField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "channel"], name="channel_address_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.channel}"


class ChannelBinding(models.Model):
    """Somebody is about to prove an address: one code per person and channel.

    ``address`` is the one an e-mail went to; of other channels the address is not known
    before the code comes from there. Of the code only a keyed digest is kept.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    channel = models.CharField(max_length=20, choices=choices.get_channels)
    address = EncryptedTextField(blank=True)
    digest = models.CharField(max_length=64, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "channel"], name="channel_binding_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.channel}"


class ChannelRefusal(models.Model):
    """A person wants no messages through a channel, except those the law demands."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="channel_refusals",
    )
    channel = models.CharField(max_length=20, choices=choices.get_channels)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "channel"], name="channel_refusal_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.channel}"


class ChannelOutage(models.Model):
    """A channel that nothing can be handed over to; the row goes when it takes again."""

    channel = models.CharField(max_length=20, unique=True, choices=choices.get_channels)
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.channel} {self.since}"
