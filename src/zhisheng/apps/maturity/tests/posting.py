"""Send a step of an evaluation as its page does."""

from django.urls import reverse


def post(page, evaluation, step, **fields):
    url = reverse("maturity:fill", args=[evaluation.code, step])
    shown = page.get(url).context["page"].form
    hidden = {field.html_name: field.value() or "" for field in shown.hidden_fields()}
    return page.post(url, {**hidden, **fields}, headers=fields.pop("headers", {}))
