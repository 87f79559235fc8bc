from django.db import models

from zhisheng.apps.places import choices


class Region(models.Model):
    """A statistical division; codes are GB/T 2260 padded to six digits."""

    code = models.CharField(max_length=6, unique=True)
    name = models.CharField(max_length=60)
    short_name = models.CharField(max_length=60)
    full_name = models.CharField(max_length=120)
    pinyin = models.CharField(max_length=240, blank=True)
    level = models.CharField(max_length=10, choices=choices.get_region_levels)
    kind = models.CharField(
        max_length=12,
        choices=choices.get_region_kinds,
        default=choices.RegionKind.DIVISION,
    )
    parent = models.ForeignKey(
        "self",
        to_field="code",
        null=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.full_name

    @property
    def prefix(self) -> str:
        """The digits that every code below this region begins with."""
        return {"province": self.code[:2], "city": self.code[:4]}.get(
            self.level, self.code
        )


class RegionChange(models.Model):
    """A documented change of a division; figures follow it from old to new."""

    old_code = models.CharField(max_length=6)
    new_code = models.CharField(max_length=6)
    kind = models.CharField(max_length=10, choices=choices.get_change_kinds)
    effective_on = models.DateField()
    share = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["old_code", "new_code", "effective_on"],
                name="region_change_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.old_code} → {self.new_code} ({self.effective_on})"


class Industry(models.Model):
    """A class of GB/T 4754-2017 at any of its four levels."""

    code = models.CharField(max_length=4, unique=True)
    name = models.CharField(max_length=120)
    level = models.CharField(max_length=10, choices=choices.get_industry_levels)
    section = models.CharField(max_length=1)
    parent = models.ForeignKey(
        "self",
        to_field="code",
        null=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    pinyin = models.CharField(max_length=480, blank=True)

    class Meta:
        ordering = ["section", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
