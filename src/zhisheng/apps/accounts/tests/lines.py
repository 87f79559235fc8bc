"""A channel whose behaviour the test decides; it remembers what it took."""

from zhisheng.kit.channels import ChannelDownError, Outcome, Verdict


class Line:
    def __init__(self):
        self.taken: list[str] = []
        self.calls = 0
        self.is_down = False
        # Goes down by itself once it has answered so many calls.
        self.breaks_after: int | None = None
        self.verdict = Verdict.TAKEN

    def hand_over(self, parcels):
        self.calls += 1
        if self.is_down or self.calls == self.breaks_after:
            raise ChannelDownError("text")
        if self.verdict == Verdict.TAKEN:
            self.taken += [one.key for one in parcels]
        return [Outcome(one.key, self.verdict, "reason") for one in parcels]
