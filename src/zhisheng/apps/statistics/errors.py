from zhisheng.kit.errors import DomainError, NotFoundError


class AreaRefusedError(DomainError):
    code = "bulletin.area_refused"
    message = "只能制作本单位辖区的通报。代码 {area} 不在您的辖区内。"


class NoSuchAreaError(NotFoundError):
    code = "bulletin.no_such_area"
    message = "没有代码为 {area} 的现行地区。全国写 000000，兵团写 660000。"


class NoRecordsError(DomainError):
    code = "bulletin.no_records"
    message = "{year} 年度没有帮扶、台账或上报合计的记录，做不了通报。"


class NoSuchSnapshotError(NotFoundError):
    code = "bulletin.no_such_snapshot"
    message = "没有编号为 {snapshot} 的数据快照。"


class NotADraftError(DomainError):
    code = "bulletin.not_a_draft"
    message = "这份通报不是代拟稿，不能再发布。"


class NotReleasedError(DomainError):
    code = "bulletin.not_released"
    message = "只能更正已发布的通报；代拟稿请直接重新计算。"


class SnapshotYearError(DomainError):
    code = "bulletin.snapshot_year"
    message = (
        "数据快照 {snapshot} 是 {snapshot_year} 年度的，不能用来做 {year} 年度的通报。"
    )


class TemplateRefusedError(DomainError):
    code = "bulletin.template_refused"
    message = "这份模板不能使用：{reason}"
