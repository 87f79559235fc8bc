"""Channels against real ends: an HTTP server on this machine, a mailbox in memory."""

import json
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.core import mail

from zhisheng.kit.channels import (
    ChannelDownError,
    Parcel,
    Verdict,
    check_signature,
    sign,
)
from zhisheng.kit.channels.gateway import GatewayChannel
from zhisheng.kit.channels.mail import MailChannel

SECRET = "shared"
PARCELS = [
    Parcel(f"D{number}", f"1380000000{number}", "【质升】文", "todo", "https://zs/x")
    for number in range(3)
]


@contextmanager
def run_gateway(answer):
    """Run a gateway that keeps what it got and answers as the test says."""
    received = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append((dict(self.headers), body))
            status, content = answer(json.loads(body))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/send", received
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def hand_over(address, parcels=PARCELS):
    return GatewayChannel(name="text", address=address, secret=SECRET).hand_over(
        parcels
    )


def take_first_refuse_second(asked):
    keys = [one["key"] for one in asked["messages"]]
    results = [
        {"key": keys[0], "status": "taken"},
        {"key": keys[1], "status": "refused", "reason": "空号"},
    ]
    return 200, json.dumps({"results": results}).encode()


def test_each_text_gets_the_verdict_of_the_gateway_and_silence_means_later():
    with run_gateway(take_first_refuse_second) as (address, received):
        outcomes = hand_over(address)

    assert [(one.key, one.verdict, one.reason) for one in outcomes] == [
        ("D0", Verdict.TAKEN, ""),
        ("D1", Verdict.REFUSED, "空号"),
        ("D2", Verdict.LATER, ""),
    ]
    headers, body = received[0]
    assert json.loads(body)["messages"][0] == {
        "key": "D0",
        "to": "13800000000",
        "template": "todo",
        "text": "【质升】文",
        "link": "https://zs/x",
    }
    assert check_signature(
        body,
        secret=SECRET,
        moment=headers["X-Zhisheng-Moment"],
        signature=headers["X-Zhisheng-Signature"],
    )


@pytest.mark.parametrize(
    ("status", "content"),
    [(500, b"{}"), (302, b""), (200, b"no json"), (200, b"[]"), (200, b'{"x": 1}')],
)
def test_an_answer_that_makes_no_sense_is_a_channel_that_is_down(status, content):
    with (
        run_gateway(lambda _asked: (status, content)) as (address, _received),
        pytest.raises(ChannelDownError),
    ):
        hand_over(address)


def test_nobody_listening_is_a_channel_that_is_down():
    with pytest.raises(ChannelDownError):
        hand_over("http://127.0.0.1:9/")


def test_what_was_taken_before_a_breakdown_stays_taken():
    calls = []

    def answer(asked):
        calls.append(asked)
        if len(calls) > 1:
            return 503, b""
        results = [{"key": one["key"], "status": "taken"} for one in asked["messages"]]
        return 200, json.dumps({"results": results}).encode()

    parcels = [Parcel(f"D{number}", "x", "文", "todo") for number in range(150)]
    with run_gateway(answer) as (address, _received):
        outcomes = hand_over(address, parcels)

    verdicts = [one.verdict for one in outcomes]
    assert verdicts == [Verdict.TAKEN] * 100 + [Verdict.LATER] * 50


@pytest.mark.parametrize(
    ("skew", "secret", "changed", "is_genuine"),
    [
        (0, SECRET, b"", True),
        (299, SECRET, b"", True),
        (-301, SECRET, b"", False),
        (0, "other", b"", False),
        (0, "", b"", False),
        (0, SECRET, b"x", False),
    ],
)
def test_a_signature_holds_for_one_body_one_secret_and_five_minutes(
    skew, secret, changed, is_genuine
):
    moment = int(time.time()) + skew
    signature = sign(b"body", secret=SECRET, moment=moment)

    found = check_signature(
        b"body" + changed, secret=secret, moment=str(moment), signature=signature
    )
    assert found is is_genuine


@pytest.mark.parametrize("moment", ["", "abc", "１２３", "9" * 13])
def test_a_moment_that_is_none_proves_nothing(moment):
    assert not check_signature(b"", secret=SECRET, moment=moment, signature="")


def test_mail_carries_the_key_by_which_a_repeat_is_known():
    channel = MailChannel(name="mail", sender="zs@example.cn")

    outcomes = channel.hand_over(
        [Parcel("D1", "a@example.org", "【质升】您有 1 项待办", "todo")]
    )

    assert [one.verdict for one in outcomes] == [Verdict.TAKEN]
    sent = mail.outbox[0]
    assert (sent.subject, sent.to) == ("质升", ["a@example.org"])
    assert sent.extra_headers == {"Message-ID": "<D1@example.cn>"}


def test_a_parcel_tells_neither_address_nor_text_in_a_log():
    assert repr(PARCELS[0]) == "Parcel(key='D0', template='todo')"
