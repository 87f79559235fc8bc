from argparse import ArgumentParser
from getpass import getpass
from pathlib import Path

from django.core.management.base import CommandError
from django.db import transaction

from zhisheng.apps.accounts import services
from zhisheng.apps.accounts.choices import OrganisationKind, Role
from zhisheng.apps.accounts.models import Organisation
from zhisheng.kit.command_line import PlatformCommand
from zhisheng.kit.errors import DomainError, FieldsRefusedError


class Command(PlatformCommand):
    help = "新建一位平台管理员；新装好的平台用它开第一个账号。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="登录名")
        parser.add_argument("--name", required=True, help="姓名")
        parser.add_argument(
            "--organisation", default="平台运营单位", help="所属平台运营单位的名称"
        )
        parser.add_argument(
            "--password-file", type=Path, help="从文件读口令；不给就现场输入"
        )

    def handle(
        self,
        *,
        username: str,
        name: str,
        organisation: str,
        password_file: Path | None,
        **options: object,
    ) -> None:
        password = read_password(password_file)
        try:
            create_administrator(username, password, name, organisation)
        except FieldsRefusedError as error:
            raise CommandError("；".join(error.refusals.values())) from error
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{username}（{organisation}）")


def read_password(file: Path | None) -> str:
    if file is None:
        return getpass("口令 password: ")
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"读不到口令文件：{file}") from error


@transaction.atomic
def create_administrator(
    username: str, password: str, name: str, organisation_name: str
) -> None:
    """Create the person, and the organisation that runs the platform if there is none."""
    user = services.create_person(
        username=username, password=password, name=name, actor=None
    )
    kind = OrganisationKind.PLATFORM
    known = Organisation.objects.filter(kind=kind, name=organisation_name).first()
    services.add_membership(
        user=user,
        organisation=known
        or services.create_organisation(name=organisation_name, kind=kind, actor=None),
        role=Role.ADMINISTRATOR,
        actor=None,
    )
