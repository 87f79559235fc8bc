from typing import ClassVar

from zhisheng.kit.errors import DomainError


class DemoNotEmptyError(DomainError):
    code: ClassVar[str] = "desk.demo_not_empty"
    message: ClassVar[str] = (
        "名录里已有 {count} 家企业，演示数据只能生成在空的数据库里。"
        "请另设 ZHISHENG_DATA_DIR 指向一个新目录，先运行 zhisheng setup，再重新运行；或用 --if-empty 跳过。"
    )


class DemoUnfinishedError(DomainError):
    code: ClassVar[str] = "desk.demo_unfinished"
    message: ClassVar[str] = (
        "上次生成演示数据时中断了，只有一半的数据不能用。请删除目录 {folder} 后重新运行。"
    )


class DemoUnfinishedElsewhereError(DomainError):
    code: ClassVar[str] = "desk.demo_unfinished_elsewhere"
    message: ClassVar[str] = (
        "上次生成演示数据时中断了，只有一半的数据不能用。"
        "请删除数据库文件 {database}，再删除文件 {mark}，然后重新运行。"
    )


class DemoUnfinishedOnServerError(DomainError):
    code: ClassVar[str] = "desk.demo_unfinished_on_server"
    message: ClassVar[str] = (
        "上次生成演示数据时中断了，只有一半的数据不能用。"
        "请清空 PostgreSQL 数据库 {database}，再删除文件 {mark}，然后重新运行。"
    )


class DemoImportFailedError(DomainError):
    code: ClassVar[str] = "desk.demo_import_failed"
    message: ClassVar[str] = "演示名单 {name} 没有导入成功，停在“{status}”：{problem}"


class JobRefusedError(DomainError):
    code: ClassVar[str] = "desk.job_not_retryable"
    message: ClassVar[str] = (
        "这项任务现在不能重试：它没有失败，或者是按规则没有通过，要改正以后重新提交。"
    )


class ComplaintAnsweredError(DomainError):
    code: ClassVar[str] = "desk.complaint_answered"
    message: ClassVar[str] = "这条意见已经答复过了，请刷新页面查看。"
