from zhisheng.kit.errors import DomainError


class AreaRefusedError(DomainError):
    code = "bulletin.area_refused"
    message = "只能制作本单位辖区的通报。代码 {area} 不在您的辖区内。"


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
