"""The card of one thing that is due; `ui/action_card.html` shows it."""

from dataclasses import dataclass
from typing import Literal

ActionKind = Literal["need", "stop", "done", "action"]


@dataclass(frozen=True, slots=True)
class ActionCard:
    """What is due, why, until when or by what right, how long it takes, and one button.

    ``due`` stands beside the calendar; ``minutes`` of 0 are not told.
    """

    title: str
    why: str
    url: str
    label: str
    kind: ActionKind = "need"
    minutes: int = 0
    icon: str = ""
    due: str = ""
