"""A form over what others may change while it is open."""

from django import forms

from zhisheng.kit.errors import DomainError
from zhisheng.kit.forms.refusals import RefusableForm
from zhisheng.kit.problems import describe


class VersionForm(RefusableForm):
    """A form over a text that others may change meanwhile."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    is_overtaken = False

    def refuse_once(self, error: DomainError, *, version: int) -> None:
        """Say what others changed; what was typed may then follow what is shown now."""
        self.is_overtaken = True
        self.add_error(None, describe(error))
        self.data = dict(self.data.items()) | {"version": version}
