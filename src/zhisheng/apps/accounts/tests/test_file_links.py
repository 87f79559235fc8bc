"""Inside WeChat no file is handed out; its link goes where a file can be opened."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.core import mail
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from zhisheng.apps.accounts import services
from zhisheng.apps.accounts.models import ChannelAddress, Dispatch, Message
from zhisheng.kit import jobs
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.channels.registry import get_channel

pytestmark = pytest.mark.django_db
ANDROID = (
    "Mozilla/5.0 (Linux; Android 13; V2203A; wv) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160117 "
    "MicroMessenger/8.0.47.2560(0x28002F51) WeChat/arm64 Weixin NetType/WIFI "
    "Language/zh_CN ABI/arm64"
)
FILE = "/account/personal/download/"
ASK = "/account/file/"


@pytest.fixture
def with_mail(settings):
    settings.CHANNELS = {"mail": {"adapter": "mail", "sender": "no-reply@example.cn"}}
    get_channel.cache_clear()
    yield
    get_channel.cache_clear()


@pytest.fixture
def visit(client, owner):
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_download_leads_to_its_link_inside_wechat_alone(visit):
    outside = visit.get(FILE)
    assert outside["Content-Disposition"].startswith("attachment")
    made = AuditEntry.objects.count()

    inside = visit.get(f"{FILE}?a=b c", headers={"User-Agent": ANDROID})

    assert inside.status_code == 302
    assert inside.url == f"{ASK}?path=%2Faccount%2Fpersonal%2Fdownload%2F%3Fa%3Db%2520c"
    assert f'{FILE}?a=b+c"' in visit.get(inside.url).content.decode()
    assert AuditEntry.objects.count() == made


def test_who_is_not_signed_in_is_not_told_that_it_opens_without(client, with_mail):
    html = client.get(ASK, {"path": FILE}).content.decode()

    assert "需要登录的，登录以后就会下载" in html


def test_who_gave_no_mailbox_is_told_where_and_who_did_finds_it(
    visit, with_mail, owner
):
    unknown = visit.get(ASK, {"path": FILE}).content.decode()
    empty = visit.post(ASK, {"path": FILE, "mailbox": ""})
    ChannelAddress.objects.create(
        user=owner, channel="mail", address="wangqiang@example.cn"
    )
    known = visit.get(ASK, {"path": FILE}).content.decode()

    assert "平台还没有您的邮箱地址。" in unknown
    assert reverse("accounts:give_mailbox") in unknown
    assert empty.status_code == 422
    assert "请填写邮箱地址，链接发到那里。" in empty.content.decode()
    assert Dispatch.objects.count() == 0
    assert 'value="wangqiang@example.cn"' in known
    assert "平台还没有您的邮箱地址。" not in known


def test_the_link_can_be_copied_and_goes_to_a_mailbox_without_a_word_of_the_file(
    visit, with_mail, owner, settings
):
    html = visit.get(ASK, {"path": FILE}).content.decode()
    assert f'value="{settings.PUBLIC_URL}{FILE}"' in html
    assert "发到我的邮箱" in html

    answer = visit.post(ASK, {"path": FILE, "mailbox": "wangqiang@example.cn"})

    assert answer.url == f"{ASK}?path=%2Faccount%2Fpersonal%2Fdownload%2F"
    sent = Dispatch.objects.get()
    assert (sent.recipient, sent.channel, sent.link) == (owner, "mail", FILE)
    jobs.run_pending()
    (letter,) = mail.outbox
    assert letter.to == ["wangqiang@example.cn"]
    assert letter.body == (
        f"【质升】您要的文件请打开链接，登录后下载：{settings.PUBLIC_URL}{FILE}"
    )
    sent.refresh_from_db()
    assert (sent.status, sent.address) == ("handed_over", "")
    entry = AuditEntry.objects.get(action="accounts.link_mailed")
    assert (entry.actor, entry.new) == (owner, {"link": FILE})


@pytest.mark.parametrize("mailbox", ["", "wangqiang", "a@b@example.cn"])
def test_no_mailbox_sends_nothing(visit, with_mail, mailbox):
    answer = visit.post(ASK, {"path": FILE, "mailbox": mailbox})

    assert answer.status_code == 422
    assert Dispatch.objects.count() == 0


def test_without_a_mail_channel_the_link_waits_in_the_inbox(visit, owner, settings):
    settings.CHANNELS = {}
    assert "发到我的消息" in visit.get(ASK, {"path": FILE}).content.decode()

    for _ in range(2):
        assert visit.post(ASK, {"path": FILE}).status_code == 302

    message = Message.objects.get()
    assert (message.recipient, message.link) == (owner, FILE)
    assert str(message) == "您要下载的文件，请用电脑或手机浏览器打开。"
    assert FILE in visit.get(reverse("accounts:inbox")).content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "",
        resolve_url("desk:home"),
        "/account/",
        "//evil.example/account/personal/download/",
        "https://evil.example/account/personal/download/",
        "/nowhere/",
        "account/personal/download/",
        "//[/account/personal/download/",
        "/bulletin/a%20b/download/docx/",
        "/bulletin/a%0Ab/download/docx/",
        f"/bulletin/{'长' * 40}/download/docx/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_links_of_files_of_ours_are_passed_on(visit, with_mail, method, path):
    sent = {"path": path, "mailbox": "wangqiang@example.cn"}

    assert getattr(visit, method)(ASK, sent).status_code == 404
    assert Dispatch.objects.count() == 0


def test_a_mailbox_is_not_flooded(visit, with_mail):
    sent = {"path": FILE, "mailbox": "wangqiang@example.cn"}
    for _ in range(10):
        assert visit.post(ASK, sent).status_code == 302

    assert visit.post(ASK, sent).status_code == 429
    assert Dispatch.objects.count() == 10


def test_a_link_too_late_is_dropped(owner, with_mail):
    services.mail_link(link=FILE, mailbox="wangqiang@example.cn", actor=owner)
    Dispatch.objects.update(expires_at=timezone.now())

    jobs.run_pending()

    assert (mail.outbox, Dispatch.objects.get().status) == ([], "expired")


def test_a_link_too_long_is_cut_before_its_question_mark(visit, with_mail):
    long = f"{FILE}?words={'长' * 30}"

    visit.post(ASK, {"path": long, "mailbox": "wangqiang@example.cn"})

    assert Dispatch.objects.get().link == FILE


@pytest.mark.parametrize(
    "words",
    ["?\n\n【质升】请打开", "? 请打开http://evil.example", "?a=\t1", "?\u3000", "\x7f"],
)
def test_a_link_with_gaps_in_it_is_none(visit, with_mail, words):
    sent = {"path": FILE + words, "mailbox": "wangqiang@example.cn"}

    assert visit.get(ASK, {"path": FILE + words}).status_code == 404
    assert visit.post(ASK, sent).status_code == 404
    assert Dispatch.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        (f"{FILE}?【质升】请打开http://evil.example", FILE),
        (f"{FILE}#请打开http://evil.example", FILE),
        (
            f"{FILE}?a=请打开http://evil.example&b=",
            f"{FILE}?a=%E8%AF%B7%E6%89%93%E5%BC%80http%3A%2F%2Fevil.example",
        ),
        (
            "/enterprises/export/?term=%E4%B8%9D%20%E7%BD%91&columns=a&columns=b",
            "/enterprises/export/?term=%E4%B8%9D+%E7%BD%91&columns=a&columns=b",
        ),
        (
            "/bulletin/请打开http:evil/download/docx/",
            "/bulletin/%E8%AF%B7%E6%89%93%E5%BC%80http:evil/download/docx/",
        ),
    ],
)
def test_nobody_writes_words_of_their_own_in_a_link(
    visit, with_mail, settings, typed, link
):
    html = visit.get(ASK, {"path": typed}).content.decode()
    assert f'value="{escape(settings.PUBLIC_URL + link)}"' in html
    assert f'name="path" value="{escape(link)}"' in html

    answer = visit.post(ASK, {"path": typed, "mailbox": "wangqiang@example.cn"})

    assert parse_qs(urlsplit(answer.url).query) == {"path": [link]}
    jobs.run_pending()
    assert mail.outbox[0].body.endswith(f"下载：{settings.PUBLIC_URL}{link}")
    entry = AuditEntry.objects.get(action="accounts.link_mailed")
    assert entry.new == {"link": link}


def test_a_public_file_needs_no_account_for_its_link(client, with_mail):
    public = "/bulletin/B1/download/docx/"

    inside = client.get(public, headers={"User-Agent": ANDROID})
    shown = client.get(inside.url)
    sent = client.post(ASK, {"path": public, "mailbox": "wangqiang@example.cn"})

    html = shown.content.decode()
    assert (shown.status_code, f'{public}"' in html) == (200, True)
    assert "复制后粘贴到手机浏览器里打开。需要登录的，登录以后就会下载。" in html
    assert "发到我的邮箱" not in html
    login, _, query = sent.url.partition("?")
    asked = f"{ASK}?path=%2Fbulletin%2FB1%2Fdownload%2Fdocx%2F"
    assert (login, parse_qs(query)) == (
        resolve_url(settings.LOGIN_URL),
        {"next": [asked]},
    )
    assert Dispatch.objects.count() == 0
