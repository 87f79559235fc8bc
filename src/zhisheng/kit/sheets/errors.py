"""What can be wrong with a sheet or with one cell, told with its cure."""

from typing import ClassVar

from zhisheng.methods.errors import DomainError


def gettext_noop(text: str) -> str:
    """Mark a word to be translated; the child never loads the web framework for it."""
    return text


class SheetRefusedError(DomainError):
    """A file was refused as a whole.

    A field ``detail`` is for the log only; people are told what to do.
    """

    code = "sheet.refused"
    message = "文件无法读取。请用 WPS 或 Excel 打开后另存为 .xlsx 再上传。"


class SheetTooLargeError(SheetRefusedError):
    code = "sheet.too_large"
    translated = frozenset(["what"])
    message = (
        "表格过大：{what}超过上限 {limit}。请删去多余的行、列或工作表，"
        "或分成几个文件上传。"
    )


class SheetTooWideError(SheetRefusedError):
    code = "sheet.too_wide"
    message = (
        "工作表“{sheet}”在第 {row} 行、第 {column} 列有内容，超出可读范围。"
        "请清除表格以外的内容后再上传。"
    )


class NotAWorkbookError(SheetRefusedError):
    code = "sheet.not_a_workbook"
    translated = frozenset(["kind"])
    message = (
        "这不是可读的表格文件：内容是{kind}，与扩展名无关。"
        "请上传 .xlsx、.xls、.ods 或 .csv 文件。"
    )


class SheetEncryptedError(SheetRefusedError):
    code = "sheet.encrypted"
    message = "文件设有打开密码，无法读取。请在 WPS 或 Excel 中取消密码后再上传。"


class SheetDtdError(SheetRefusedError):
    code = "sheet.dtd"
    message = (
        "文件部件“{part}”含有文档类型声明或非 UTF-8 编码，正常的表格不会有，"
        "为安全起见不予读取。请用 WPS 或 Excel 打开后另存为 .xlsx 再上传。"
    )


class SheetExternalError(SheetRefusedError):
    code = "sheet.external"
    message = (
        "文件部件“{part}”引用网络地址上的数据，不予读取。"
        "请在“数据—编辑链接”中断开链接，另存后再上传。"
    )


class SheetBombError(SheetRefusedError):
    code = "sheet.bomb"
    message = (
        "文件的压缩结构异常，不予读取。请用 WPS 或 Excel 打开后另存为 .xlsx 再上传。"
    )


class SheetNameError(SheetRefusedError):
    code = "sheet.unsafe_name"
    message = (
        "压缩包内有不安全的部件名“{part}”，不予读取。"
        "请用 WPS 或 Excel 打开后另存为 .xlsx 再上传。"
    )


class SheetTimeoutError(SheetRefusedError):
    code = "sheet.timeout"
    message = "读取超过 {seconds} 秒仍未完成，已停止。请把表格分成几个文件上传。"


class SheetMemoryError(SheetRefusedError):
    code = "sheet.memory"
    message = (
        "读取所需内存超过上限，已停止。请清除表格以外的内容和格式，"
        "或把表格分成几个文件上传。"
    )


class SheetEncodingError(SheetRefusedError):
    code = "sheet.encoding"
    message = "文本编码无法识别。请另存为“CSV UTF-8”或 .xlsx 再上传。"


class SheetBrokenError(SheetRefusedError):
    code = "sheet.broken"
    message = "文件已损坏，无法读取。请用 WPS 或 Excel 打开后另存为 .xlsx 再上传。"


class SheetQuotesError(SheetRefusedError):
    code = "sheet.quotes"
    message = (
        "第 {line} 行的引号不成对，或内容过长。请改正这一行，或另存为 .xlsx 再上传。"
    )


class NoRowsError(SheetRefusedError):
    code = "sheet.no_rows"
    message = (
        "表头下面没有数据。请从表头的下一行起填写，一行一家企业，再上传；"
        "示例、合计和说明的行不算。"
    )


class ValueRefusedError(DomainError):
    """One cell could not be read; ``cure`` tells what to write instead."""

    code = "value.refused"
    message = "“{text}”无法识别。"
    cure: ClassVar[str] = "请按填表说明改正。"


class NotANumberError(ValueRefusedError):
    code = "value.not_a_number"
    message = "“{text}”不是数字。"
    cure = "请只填写数字，例如 120；没有数据请留空。"


class NumberGroupingError(ValueRefusedError):
    code = "value.grouping"
    message = "“{text}”中的逗号或空格位置不对，无法确定数值。"
    cure = "请去掉数字中的逗号和空格，例如 3500。"


class NotWholeError(ValueRefusedError):
    code = "value.not_whole"
    message = "“{text}”不是整数。"
    cure = "请填写整数，例如 20。"


class NegativeError(ValueRefusedError):
    code = "value.negative"
    message = "“{text}”为负数，此处不应为负。"
    cure = "请填写零或正数。"


class TooLargeError(ValueRefusedError):
    code = "value.too_large"
    message = "“{text}”超出合理范围。"
    cure = "请核对数值和单位。"


class RangeNotAllowedError(ValueRefusedError):
    code = "value.range"
    message = "“{text}”是一个范围，此处需要一个确定的数。"
    cure = "请按实际清点填写一个数；没有统计的请留空。"


class BoundNotAllowedError(ValueRefusedError):
    code = "value.bound"
    message = "“{text}”只说了上限或下限，不是一个确定的数。"
    cure = "请填写实际的数；没有统计的请留空。"


class OpenRangeError(BoundNotAllowedError):
    code = "value.open_range"
    cure = "请填写实际的数，或把上下限都写出来，例如 100万–200万元；没有统计的请留空。"


class YearsNotMoneyError(ValueRefusedError):
    code = "value.years"
    message = "“{text}”看起来是年份，不是金额。"
    cure = "如果是金额，请写上单位，例如 2000万–2080万元。"


class RangeReversedError(ValueRefusedError):
    code = "value.range_reversed"
    message = "“{text}”的下限大于上限。"
    cure = "请把较小的数写在前面，例如 5%–15%。"


class CurrencyError(ValueRefusedError):
    code = "value.currency"
    message = "“{text}”不是人民币金额。"
    cure = "请折算为人民币后填写，例如 3500万元。"


class UnitUnknownError(ValueRefusedError):
    code = "value.unit_unknown"
    message = "“{text}”所在栏的单位不是元、万元或亿元，金额无法确定。"
    cure = "请把表头的单位改为元、万元或亿元，并按它填写。"


class CodeTruncatedError(ValueRefusedError):
    code = "value.code_truncated"
    message = "“{text}”已被表格软件改写成数字或日期，原来的代码丢失。"
    cure = "请把该列设为“文本”格式，重新填写完整代码。"


class NotADateError(ValueRefusedError):
    code = "value.not_a_date"
    message = "“{text}”不是可识别的日期。"
    cure = "请按 2024-03-05 的形式填写。"


class NoSuchDateError(ValueRefusedError):
    code = "value.no_such_date"
    message = "日历上没有“{text}”这一天。"
    cure = "请核对年、月、日。"


class DateAmbiguousError(ValueRefusedError):
    code = "value.date_ambiguous"
    message = "“{text}”可以读成不同的日期。"
    cure = "请写全年、月、日，例如 2024-03-05 或 2024年10月。"


class DateImplausibleError(ValueRefusedError):
    code = "value.date_implausible"
    message = "“{text}”不在 1949 年至 2100 年之间。"
    cure = "请核对年份。"


class NotAPeriodError(ValueRefusedError):
    code = "value.not_a_period"
    message = "“{text}”不是可识别的起止日期。"
    cure = "请按“2024-03-05至2024-06-30”的形式填写。"


class NotABooleanError(ValueRefusedError):
    code = "value.not_a_boolean"
    message = "“{text}”不是“是”或“否”。"
    cure = "请填写“是”或“否”。"


class TemplateUnfitError(SheetRefusedError):
    code = "sheet.template_unfit"
    message = "这个文件不能作模板：{reason}"
    translated = frozenset({"reason"})


class TemplateNamesError(SheetRefusedError):
    code = "sheet.template_names"
    message = "模板里有不认识的占位符：{names}。能用的占位符见样例模板。"


class TemplateLacksNamesError(SheetRefusedError):
    code = "sheet.template_lacks_names"
    message = (
        "模板里没有占位符：{names}。少了它，盖章件和数据对不上；请照样例模板加上再传。"
    )


class TemplateFormulaError(SheetRefusedError):
    code = "sheet.template_formula"
    message = "模板 {cell} 单元格的公式不能用，只能是合计类的，如 SUM(C5:C5)。"


class TemplateLinkError(SheetRefusedError):
    code = "sheet.template_link"
    message = (
        "模板 {cell} 单元格带有指向外部的链接，会跟着每一份导出的表发出去。"
        "请右键取消超链接，只留文字，再上传。"
    )


class TemplatePartError(SheetRefusedError):
    code = "sheet.template_part"
    message = "模板里有{what}，在 {place}，为安全起见不能用。请去掉后再传。"
    translated = frozenset({"what"})


class TemplateBracesError(SheetRefusedError):
    code = "sheet.template_braces"
    message = (
        "模板里有写坏的占位符，在{place}。名字的前后各要两个半角花括号，中间不换行。"
    )
