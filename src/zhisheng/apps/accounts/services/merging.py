"""From single matters to texts: all that waits for a person goes out as one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from zhisheng.apps.accounts.choices import ChannelName
from zhisheng.apps.accounts.models import (
    ChannelAddress,
    ChannelRefusal,
    Dispatch,
    Message,
    User,
)
from zhisheng.kit import bulk
from zhisheng.kit.channels import list_channel_names
from zhisheng.reference.messages import MessageTemplate, get_template

LOCK = "accounts.merge_waiting"
PEOPLE_PER_ROUND = 1_000


@dataclass(frozen=True, slots=True)
class Reach:
    """Through which channels one person can be reached, and which are not wanted."""

    addresses: Mapping[str, str]
    refused: frozenset[str]

    def list_channels(self, template: MessageTemplate) -> list[str]:
        """Return the channels a template may take to this person, the best one first."""
        refused = frozenset() if template.is_statutory else self.refused
        offered = set(list_channel_names()) & self.addresses.keys() - refused
        return [name for name in template.channels if name in offered]


def merge_waiting(now: datetime) -> int:
    """Make one dispatch of all that waits for each person; return how many were made.

    One worker at a time: two would each make one.
    """
    made = 0
    while True:
        with transaction.atomic():
            bulk.hold_lock(LOCK)
            people = _list_due(now)
            if not people:
                return made
            made += _merge(people)


def redirect(failed: Dispatch) -> Dispatch | None:
    """Return, unsaved, the same text for the next channel, if there is another one."""
    if failed.recipient is None or get_template(failed.template).has_secret:
        return None
    template = get_template(failed.template)
    reach = read_reach([failed.recipient])[failed.recipient.pk]
    tried = template.channels.index(failed.channel) + 1
    later = [
        name
        for name in reach.list_channels(template)
        if name in template.channels[tried:]
    ]
    return _address(failed, later[0], reach) if later else None


def read_reach(people: Sequence[User]) -> dict[int, Reach]:
    """Return how each of these people is reached; two queries for all."""
    addresses: dict[int, dict[str, str]] = {
        one.pk: (
            {ChannelName.TEXT.value: one.verified_mobile} if one.verified_mobile else {}
        )
        for one in people
    }
    for known in ChannelAddress.objects.filter(user__in=people):
        addresses[known.user_id][known.channel] = known.address
    refused: dict[int, set[str]] = defaultdict(set)
    for refusal in ChannelRefusal.objects.filter(user__in=people):
        refused[refusal.user_id].add(refusal.channel)
    return {pk: Reach(found, frozenset(refused[pk])) for pk, found in addresses.items()}


def _list_due(now: datetime) -> list[int]:
    due = Message.objects.filter(is_waiting=True, due_at__lte=now)
    people = due.order_by("recipient_id").values_list("recipient_id", flat=True)
    return list(people.distinct()[:PEOPLE_PER_ROUND])


def _merge(people: Sequence[int]) -> int:
    """Send out together what is due and what would follow within minutes."""
    users = list(User.objects.filter(pk__in=people))
    reach = read_reach(users)
    waiting: dict[int, list[Message]] = defaultdict(list)
    for message in Message.objects.filter(
        is_waiting=True, recipient__in=people
    ).order_by("id"):
        waiting[message.recipient_id].append(message)
    made = {
        user.pk: dispatch
        for user in users
        if user.is_active
        and (dispatch := _compose(user, waiting[user.pk], reach[user.pk]))
    }
    Dispatch.objects.bulk_create(made.values())
    _note_merged(waiting, made)
    return len(made)


def _compose(user: User, messages: Sequence[Message], reach: Reach) -> Dispatch | None:
    templates = [get_template(code) for code in {one.template for one in messages}]
    # One matter that the law wants told makes the whole text one.
    template = max(templates, key=lambda one: (one.is_statutory, one.code))
    channels = reach.list_channels(template)
    if not channels:
        return None
    links = {message.link for message in messages}
    dispatch = Dispatch(
        recipient=user,
        template=template.code,
        count=len(messages),
        link=links.pop() if len(links) == 1 else reverse("accounts:inbox"),
    )
    return _address(dispatch, channels[0], reach)


def _address(dispatch: Dispatch, channel: str, reach: Reach) -> Dispatch:
    return Dispatch(
        recipient=dispatch.recipient,
        template=dispatch.template,
        count=dispatch.count,
        link=dispatch.link,
        channel=channel,
        address=reach.addresses[channel],
    )


def _note_merged(
    waiting: Mapping[int, Iterable[Message]], made: Mapping[int, Dispatch]
) -> None:
    rows = (
        (made[person].pk if person in made else None, False, message.pk)
        for person, messages in waiting.items()
        for message in messages
    )
    bulk.update_rows(Message, ("dispatch_id", "is_waiting"), rows)
