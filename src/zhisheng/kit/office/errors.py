from zhisheng.kit.errors import DomainError


class OfficeRefusedError(DomainError):
    code = "kit.office_refused"
    message = "这个 {application} 文件不能用：{reason}"
    translated = frozenset({"reason"})
