"""A code by text message, asked for by one browser, for signing in or for a number."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from zhisheng.apps.accounts import choices
from zhisheng.kit.codes import new_code
from zhisheng.kit.crypto import EncryptedTextField

# The blind index of a number that asks; another one than that of a person's number.
CODE_PURPOSE = "mobile-code-number"


def new_mobile_code() -> str:
    return new_code("V")


class MobileCode(models.Model):
    """One request for a code; ``code`` stays in the browser's session and on no page.

    Of the six digits only a keyed digest is kept, empty until a text went out: for a
    number that nobody has verified none ever does. Who holds the telephone may use the
    text that a browser just before asked for, or one that came after one's own.
    """

    code = models.CharField(max_length=16, unique=True, default=new_mobile_code)
    purpose = models.CharField(max_length=10, choices=choices.get_code_purposes)
    mobile = EncryptedTextField(index=("mobile_index", CODE_PURPOSE))
    mobile_index = models.CharField(max_length=64, blank=True, db_index=True)
    # The request whose text serves this one too, for it was just under way.
    joined = models.CharField(max_length=16, blank=True)
    # Who verifies the number, or whose number it was found to be.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    digest = models.CharField(max_length=64, blank=True)
    dispatch_code = models.CharField(max_length=16, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.code

    @property
    def is_repeat(self) -> bool:
        """Tell whether it sends no text of its own."""
        return bool(self.joined)
