"""Say beside its field what a service refused."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from django import forms

from zhisheng.kit.errors import DomainError
from zhisheng.kit.problems import describe, list_refusals


class RefusableForm(forms.Form):
    """A form that keeps what was typed and shows what a service refused beside it."""

    # Where a service names what it refuses otherwise than the page does.
    page_names: ClassVar[Mapping[str, str]] = MappingProxyType({})

    def refuse(self, error: DomainError) -> None:
        """Show each refusal at its field; what belongs to none stands above the form."""
        # The code of an identifier that cannot be read begins with its field.
        subject = error.code.partition(".")[0]
        refusals = list_refusals(error) or {subject: describe(error)}
        for name, reason in refusals.items():
            self.add_error(self._find_field(name), reason)

    def _find_field(self, name: str) -> str | None:
        known = self.page_names.get(name, name)
        names = (known, known.removesuffix("_id"))
        return next((one for one in names if one in self.fields), None)
