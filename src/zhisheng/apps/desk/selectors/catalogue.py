"""The data catalogue: every field of every table, read from the models themselves."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import DateTimeField, Field, ForeignKey, Model
from django.utils import timezone

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.desk.permissions import require
from zhisheng.kit.crypto import EncryptedTextField
from zhisheng.kit.personal import PersonalPart, list_parts
from zhisheng.reference.catalogue import Words, load_words
from zhisheng.reference.connectors import Direction, load_connectors
from zhisheng.reference.loader import pick

PRODUCT = "zhisheng."
USER = "accounts.User"
ENTERPRISES = frozenset({"registry.Enterprise", "registry.EnterpriseVersion"})
# What lets somebody in or opens what is encrypted: kept as a hash, or encrypted.
SECRETS = frozenset(
    {"password", "secret", "secret_hash", "data_key", "key_hash", "mobile_index"}
)
# What names or reaches a person, in whichever table it stands.
PERSONAL = frozenset(
    {"contact_name", "email", "mobile", "first_name", "last_name", "username",
     "actor_label", "invitee", "responsible", "responsible_name",
     "address_masked"}
)  # fmt: skip
TYPES = {
    "CharField": "文字", "TextField": "文字", "EncryptedTextField": "文字（加密）",
    "EmailField": "文字", "SlugField": "文字", "UUIDField": "文字", "BooleanField": "是否",
    "DateField": "日期", "DateTimeField": "时间", "DecimalField": "数", "FloatField": "数",
    "JSONField": "结构化内容", "BigAutoField": "编号", "AutoField": "编号",
}  # fmt: skip
NUMBERS = "数"
GENERAL, ENTERPRISE, PERSON, SENSITIVE, SECRET = (
    "一般", "企业信息", "个人信息", "个人信息（加密保存）", "密钥（只存哈希或密文）",
)  # fmt: skip
WITH_RECORD = "随业务记录"
MADE, TYPED = "平台生成", "企业或监管人员填写"


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One field as the catalogue tells it; all Chinese texts but the two names."""

    table: str
    table_name: str
    field: str
    meaning: str
    type: str
    sensitivity: str
    source: str
    purpose: str
    retention: str


def list_catalogue_for(actor: Actor) -> list[CatalogueRow]:
    """Return the catalogue to whoever administers the platform."""
    require(actor, "desk.read_catalogue")
    return list_catalogue()


def list_catalogue() -> list[CatalogueRow]:
    words, parts = load_words(), _map_parts()
    return [row for model in _list_tables() for row in _tell(model, words, parts)]


def _list_tables() -> list[type[Model]]:
    own = [one for one in apps.get_models() if one.__module__.startswith(PRODUCT)]
    return sorted(own, key=lambda one: one._meta.label)


def _map_parts() -> dict[str, PersonalPart]:
    return {label: part for part in list_parts() for label in part.holds}


def _tell(
    model: type[Model], words: Words, parts: dict[str, PersonalPart]
) -> Iterator[CatalogueRow]:
    label = model._meta.label
    part = parts.get(label)
    told = (part.purpose, part.kept) if part else ("", WITH_RECORD)
    for field in model._meta.concrete_fields:
        yield CatalogueRow(
            table=label,
            table_name=words.name_table(label),
            field=field.name,
            meaning=words.name_field(field.name),
            type=_name_type(field),
            sensitivity=_rate(field, label, part),
            source=_name_source(field, label, words),
            purpose=words.name_own_purpose(label, field.name)
            or told[0]
            or words.name_purpose(label, field.name),
            retention=words.name_kept(label, field.name) or told[1],
        )


def _name_type(field: Field[Any, Any]) -> str:
    if isinstance(field, ForeignKey):
        return "关联"
    named = TYPES.get(type(field).__name__, NUMBERS)
    length = getattr(field, "max_length", None)
    return f"{named}（最长 {length}）" if length and named == "文字" else named


def _rate(field: Field[Any, Any], label: str, part: PersonalPart | None) -> str:
    if field.name in SECRETS:
        return SECRET
    if isinstance(field, EncryptedTextField):
        return SENSITIVE
    is_person = isinstance(field, ForeignKey) and _get_target(field) == USER
    if is_person or field.name in PERSONAL or (label == USER and field.name == "name"):
        return PERSON
    if part is not None and _holds_words(field):
        return PERSON
    is_of_enterprise = (
        isinstance(field, ForeignKey) and _get_target(field) in ENTERPRISES
    )
    return ENTERPRISE if is_of_enterprise or label in ENTERPRISES else GENERAL


def _holds_words(field: Field[Any, Any]) -> bool:
    """Tell whether a field holds what somebody typed, not one of a few choices."""
    is_text = _name_type(field).startswith("文字") and not field.choices
    return is_text and field.name not in {"code", "source"}


def _name_source(field: Field[Any, Any], label: str, words: Words) -> str:
    if field.primary_key or getattr(field, "auto_now", False):
        return MADE
    makes_one = field.has_default() and callable(field.default)
    if getattr(field, "auto_now_add", False) or (
        makes_one and field.default not in {dict, list}
    ):
        return MADE
    if isinstance(field, ForeignKey):
        return f"关联“{words.name_table(_get_target(field))}”"
    systems = _list_systems(field.name) if label in ENTERPRISES else []
    told = words.name_source(label, field.name)
    if not told and isinstance(field, DateTimeField):
        told = MADE
    told = told or words.name_table_source(label) or TYPED
    return "、".join([*systems, told])


def _list_systems(name: str) -> list[str]:
    """Return the systems whose files tell an official field."""
    return [
        connector.name
        for connector in pick(load_connectors(), timezone.localdate())
        if any(
            column.attribute == name
            for layout in connector.layouts
            if layout.direction is Direction.INBOUND and layout.basis == "duty"
            for column in layout.telling
        )
    ]


def _get_target(field: ForeignKey[Any, Any]) -> str:
    return str(field.related_model._meta.label)
