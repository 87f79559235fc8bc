from zhisheng.kit.errors import DomainError


class SnapshotImmutableError(DomainError):
    code = "kit.snapshot_immutable"
    message = "数据快照一经生成不能修改，请重新生成一份。"


class SnapshotBrokenError(DomainError):
    code = "kit.snapshot_broken"
    message = "数据快照 {snapshot} 的文件 {file} 与登记的校验值不符，不能使用。"
