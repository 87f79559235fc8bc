"""What can be done with campaigns."""

from zhisheng.apps.campaigns.services.answering import answer_invitation
from zhisheng.apps.campaigns.services.closing import (
    close_campaign,
    note_export,
    remind_unanswered,
)
from zhisheng.apps.campaigns.services.drafting import (
    CampaignDraft,
    StepDraft,
    add_step,
    create_campaign,
    delete_campaign,
    remove_step,
    update_campaign,
)
from zhisheng.apps.campaigns.services.opening import (
    open_campaign,
    queue_opening,
    recall_campaign,
)

__all__ = [
    "CampaignDraft",
    "StepDraft",
    "add_step",
    "answer_invitation",
    "close_campaign",
    "create_campaign",
    "delete_campaign",
    "note_export",
    "open_campaign",
    "queue_opening",
    "recall_campaign",
    "remind_unanswered",
    "remove_step",
    "update_campaign",
]
