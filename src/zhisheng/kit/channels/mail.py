"""E-mail through Django's backend."""

import smtplib
from collections.abc import Sequence

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from zhisheng.kit.channels.parcels import ChannelDownError, Outcome, Parcel, Verdict


class MailChannel:
    def __init__(self, *, name: str, sender: str) -> None:
        self._name = name
        self._sender = sender

    def hand_over(self, parcels: Sequence[Parcel]) -> Sequence[Outcome]:
        """Send over one connection; the key becomes the Message-ID, which repeats share."""
        try:
            with get_connection() as connection:
                return [self._send(parcel, connection) for parcel in parcels]
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise ChannelDownError(self._name) from error

    def _send(self, parcel: Parcel, connection: BaseEmailBackend) -> Outcome:
        domain = self._sender.rpartition("@")[2]
        message = EmailMessage(
            # The signature in its brackets says whose it is; the rest is the text.
            subject=parcel.text.partition("】")[0].lstrip("【"),
            body=parcel.text,
            from_email=self._sender,
            to=[parcel.address],
            connection=connection,
            headers={"Message-ID": f"<{parcel.key}@{domain}>"},
        )
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused:
            return Outcome(parcel.key, Verdict.REFUSED, "address")
        return Outcome(parcel.key, Verdict.TAKEN)
