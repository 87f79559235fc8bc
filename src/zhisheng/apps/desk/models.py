from django.conf import settings
from django.db import models

from zhisheng.apps.desk import choices
from zhisheng.kit.codes import new_code
from zhisheng.kit.crypto import EncryptedTextField


def new_complaint_code() -> str:
    return new_code("Q")


class Complaint(models.Model):
    """A complaint or a suggestion; anybody may file one and read the answer by its code."""

    code = models.CharField(max_length=16, unique=True, default=new_complaint_code)
    kind = models.CharField(max_length=12, choices=choices.get_complaint_kinds)
    region = models.ForeignKey(
        "places.Region", to_field="code", null=True, on_delete=models.PROTECT
    )
    text = models.TextField()
    contact = EncryptedTextField(blank=True)
    status = models.CharField(
        max_length=10,
        choices=choices.get_complaint_statuses,
        default=choices.ComplaintStatus.OPEN,
    )
    answer = models.TextField(blank=True)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    filed_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["status", "-id"], name="complaint_page")]

    def __str__(self) -> str:
        return self.code


class DemoEnterprise(models.Model):
    """A synthetic enterprise on its way into the registry; emptied once it is there."""

    new_enterprise_id = models.BigIntegerField(null=True)
    enterprise_code = models.CharField(max_length=16)
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=120)
    uscc = models.CharField(max_length=18)
    legal_form = models.CharField(max_length=20, blank=True)
    region_code = models.CharField(max_length=6)
    industry_code = models.CharField(max_length=5)
    address = models.CharField(max_length=240)
    size_class = models.CharField(max_length=16)
    size_basis = models.JSONField(default=dict)
    contact_name = models.CharField(max_length=60, blank=True)
    contact_phone = EncryptedTextField(blank=True)

    def __str__(self) -> str:
        return self.name


class DemoValue(models.Model):
    """A yearly value of a synthetic enterprise on its way into the returns."""

    row = models.ForeignKey(
        DemoEnterprise, on_delete=models.CASCADE, related_name="values"
    )
    indicator_code = models.CharField(max_length=40)
    period = models.CharField(max_length=7)
    value = models.DecimalField(max_digits=20, decimal_places=4)
    low = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    high = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    is_approximate = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.indicator_code} {self.period}"
