"""What was entered wrong too often, and until when signing in is paused for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.utils import timezone


@dataclass(frozen=True, slots=True)
class LockOut:
    """One person's tries from one address, by whichever way of signing in."""

    until: datetime
    had_password: bool
    had_code: bool


def find_lock_out(*, username: str, address: str, code_path: str) -> LockOut:
    """Tell what locked a name out at an address; codes are entered at ``code_path``.

    A name that nobody has is told of like any other.
    """
    now, pause = timezone.now(), timedelta(hours=settings.AXES_COOLOFF_TIME)
    tries = AccessAttempt.objects.filter(
        username=username, ip_address=address, attempt_time__gt=now - pause
    )
    found = list(tries.values_list("path_info", "attempt_time"))
    paths = {path for path, _moment in found}
    last = max((moment for _path, moment in found), default=now)
    return LockOut(
        until=last + pause,
        had_password=bool(paths - {code_path}),
        had_code=code_path in paths,
    )
