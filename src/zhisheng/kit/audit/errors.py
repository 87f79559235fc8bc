from zhisheng.kit.errors import DomainError


class SealedEntryError(DomainError):
    code = "kit.audit_sealed"
    message = "审计记录只能追加，不能修改或删除。"
