"""Answers that are kept while they are typed; what the browser does is in keeping.js."""

from collections.abc import Sequence

WHOLE_FORM = ("*",)


def keep_typed(name: str, *, at: str, along: Sequence[str] = ()) -> dict[str, str]:
    """Return the attributes of a field that is sent while it is typed.

    It goes out after a pause or when the cursor leaves it; what is still in hand when the
    page is closed goes out then, and a button pressed right after typing sends the form
    itself. Without an address, ``at``, something else sends it, and only what is in hand
    when the page is closed goes out here. ``along`` names the fields that go with it.
    """
    told = {"data-keeps": " ".join(along)}
    if not at:
        return told
    sent = "*" if along == WHOLE_FORM else ",".join([name, *along, "go"])
    return told | {
        "hx-post": at,
        "hx-trigger": "input changed delay:1s, change delay:400ms consume",
        "hx-vals": '{"go": "keep"}',
        "hx-params": sent,
    }
