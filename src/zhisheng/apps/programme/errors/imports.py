"""What can be wrong with a roster and its rows."""

from collections.abc import Mapping
from typing import Any, Literal

from zhisheng.kit.errors import (
    DomainError,
)

# Which reason it is, where that matters later: whether the enterprise moved, whether it
# is another that is known, whether it is that of its code; what the record says otherwise;
# whether two rows of one enterprise contradict each other.
ReasonKind = Literal["", "move", "identity", "code", "record", "contradiction"]


class ImportStateError(DomainError):
    code = "programme.import_state"
    message = "这份名单当前为“{status}”，不能进行这一步。"


class NothingToApplyError(DomainError):
    code = "programme.nothing_to_apply"
    message = "没有可以入库的行：请先答复待确认的行，或改好未通过的行再上传。"


class NoTableError(DomainError):
    code = "programme.no_table"
    message = (
        "没有找到表头：同一行里至少要有“企业名称”和另一列，如“统一社会信用代码”或“所在地”。"
        "看过的是{searched}。请这样写好表头再上传，或在“上传名单”页面下载空白表格填写。"
    )


class MappingError(DomainError):
    code = "programme.mapping"
    message = "请指出哪一列是“企业名称”，并且每一项内容只选一列。"


class RowDecidedError(DomainError):
    code = "programme.row_not_open"
    message = "这一行不需要确认，或已经入库。"


class CandidateUnknownError(DomainError):
    code = "programme.candidate_unknown"
    message = "所选企业不在这一行的候选之列。"


class YearUnknownError(DomainError):
    code = "programme.year_unknown"
    field = "year"
    message = "没有 {year} 年度的提升行动，请先由管理单位设立年度。"


class HelperUnknownError(DomainError):
    code = "programme.helper_unknown"
    field = "helper"
    message = "没有找到帮扶机构“{code}”，请填登记的全称、批准号、信用代码或机构代码。"


class HelperUnclearError(DomainError):
    code = "programme.helper_unclear"
    field = "helper"
    message = "“{text}”可能是：{names}。请填其中一家的全称、批准号或机构代码。"


class HelperMissingError(DomainError):
    code = "programme.helper_missing"
    field = "helper"
    message = "平台运营单位不是帮扶机构，请写明帮扶机构的代码、批准号或信用代码；表中另写了机构的行，以表中的为准。"


class FileMissingError(DomainError):
    code = "programme.file_missing"
    message = "请先选择要上传的表格文件。"


class CodeTakenError(DomainError):
    code = "programme.code_taken"
    message = (
        "这个信用代码已属于另一家企业，不能作为新企业入库；请改正代码，或确认是同一家。"
    )


def tell_kind(reason: Mapping[str, Any]) -> ReasonKind:
    """Return which reason a stored one is; one staged before by the facts it tells."""
    kind: ReasonKind | None = reason.get("kind")
    return kind or _tell_old_kind(reason)


def _tell_old_kind(reason: Mapping[str, Any]) -> ReasonKind:
    what, facts = (reason["field"], reason["severity"]), reason["data"]
    if "written" in facts:
        return "move"
    if "written_name" in facts or (what == ("region", "warning") and not facts):
        return "record"
    if what == ("name", "to_confirm") and reason["column"] is None:
        return "identity"
    return ""


class HelperRefusedError(DomainError):
    code = "programme.helper_refused"
    field = "helper"
    message = "不能以“{helper}”的名义上报；认证机构只能上报本机构的帮扶。"


class DecisionUnknownError(DomainError):
    code = "programme.decision_unknown"
    field = "decision"
    message = "答复只能是：同一家、新企业、不导入，或者选定的地区、行业、帮扶机构。"


class AlikeRefusedError(DomainError):
    code = "programme.alike_refused"
    field = "all_alike"
    message = "只有地区、行业、帮扶机构的答复可以同时用于同样写法的其余行。"


class PlaceUnknownError(DomainError):
    code = "programme.place_unknown"
    field = "place"
    message = "没有代码为“{code}”的地区、行业或机构。"


class PlaceOpenError(DomainError):
    code = "programme.place_open"
    message = "请先选定所在地、行业和帮扶机构，再答复是不是同一家企业。"
