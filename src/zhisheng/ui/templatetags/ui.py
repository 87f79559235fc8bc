"""Template tags and filters of the design system; the arithmetic is in `formats`."""

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, to_locale

from zhisheng.kit.language import say
from zhisheng.ui import formats
from zhisheng.ui.charts import ChartSpec
from zhisheng.ui.preferences import DisplayPreferences, read_display_preferences
from zhisheng.ui.tiles import TileGrid, lay_out_tiles

register = template.Library()

register.filter("wan", formats.format_count)
register.filter("money", formats.format_money)
register.filter("percent1", formats.format_percent)
register.filter("signed_percent", formats.format_signed_percent)
register.filter("percentage_points", formats.format_percentage_points)
register.filter("cn_date", formats.format_date)
register.filter("cn_moment", formats.format_moment)
register.filter("cn_dated", formats.format_dated)
register.filter("say", say)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon of the sprite; without a label it is hidden from screen readers."""
    address = static("ui/dist/icons.svg")
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"></use></svg>',
            label,
            address,
            name,
        )
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"></use></svg>',
        address,
        name,
    )


@register.simple_tag(takes_context=True)
def display_preferences(context: Context) -> DisplayPreferences:
    request = context.get("request")
    return read_display_preferences(request.COOKIES if request else {})


@register.simple_tag
def html_lang() -> str:
    """Name the language as HTML does: `zh-Hans`, not `zh-hans`."""
    return to_locale(get_language() or "zh-hans").replace("_", "-")


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: Any) -> str:
    """Return this page's query string with some parameters replaced or, if empty, removed."""
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag
def field_kind(field: BoundField) -> str:
    """Tell which layout a field needs: check, file, select or text."""
    kinds = (
        (forms.CheckboxInput, "check"),
        (forms.FileInput, "file"),
        (forms.Select, "select"),
    )
    widget = field.field.widget
    return next((kind for of, kind in kinds if isinstance(widget, of)), "text")


@register.simple_tag
def control(field: BoundField, describedby: str = "") -> SafeString:
    """Draw the widget of a field with the classes of the design system.

    ``describedby`` names what else on the page tells of it, beside help and errors.
    """
    css_class = {"check": "form-check-input", "select": "form-select"}.get(
        field_kind(field), "form-control"
    )
    own_class = field.field.widget.attrs.get("class", "")
    attrs: dict[str, str | bool] = {"class": f"{css_class} {own_class}".strip()}
    if describedby:
        attrs["aria-describedby"] = (
            f"{field.aria_describedby or ''} {describedby}".strip()
        )
    return field.as_widget(attrs=attrs)


@register.simple_tag
def name_descriptions(field: BoundField, known: str, source: str) -> str:
    """Return the ids of what stands beside a field: what is known, and who told it."""
    told = (("known", known), ("source", source))
    return " ".join(f"{field.auto_id}_{name}" for name, text in told if text)


@register.simple_tag
def tile_grid(chart: ChartSpec) -> TileGrid:
    return lay_out_tiles(chart)
