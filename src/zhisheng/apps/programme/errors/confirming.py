"""What can be wrong with how an enterprise shows who confirms a help."""

from zhisheng.kit.errors import ConflictError, DomainError


class DigitsRefusedError(DomainError):
    code = "programme.digits_refused"
    field = "digits"
    message = "与登记的手机号后四位不符，请核对。"


class DigitsRestError(DigitsRefusedError):
    """Too often wrong today, whoever it was; there are other ways to answer."""

    code = "programme.digits_rest"
    message = (
        "后四位今天试得太多，{wait}后才能再试。现在可以把链接发到登记的手机，"
        "或用企业账号登录后回答；不填后四位也能先答，会注明未核实身份。"
    )


class UnprovenSpentError(ConflictError):
    code = "programme.unproven_spent"
    message = (
        "这次帮扶今天已经答复过很多次，都没有核实身份，没有再记。"
        "请填登记手机号的后四位、把链接发到登记的手机，或用企业账号登录后回答；也可以明天再答。"
    )


class DigitsSpentError(DigitsRefusedError):
    code = "programme.digits_spent"
    message = (
        "后四位已经试过太多次，不能再用。"
        "请把链接发到登记的手机，或用企业账号登录后回答。"
    )
