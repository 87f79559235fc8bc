"""A gateway over HTTP: text messages, WeChat and DingTalk behind one signed call.

The providers differ in every detail; an office runs a small gateway that speaks to its
own. The contract is in docs/how-to/connect-a-channel.md.
"""

import json
import time
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

import urllib3
from urllib3.exceptions import HTTPError

from zhisheng.kit.channels.parcels import ChannelDownError, Outcome, Parcel, Verdict
from zhisheng.kit.channels.signing import sign

TIMEOUT = urllib3.Timeout(connect=3, read=15)
MAX_ANSWER_BYTES = 1_000_000
PER_CALL = 100


class GatewayChannel:
    def __init__(self, *, name: str, address: str, secret: str) -> None:
        self._name = name
        self._address = address
        self._secret = secret
        self._pool = urllib3.PoolManager(timeout=TIMEOUT, retries=False)

    def hand_over(self, parcels: Sequence[Parcel]) -> Sequence[Outcome]:
        outcomes: list[Outcome] = []
        for start in range(0, len(parcels), PER_CALL):
            batch = parcels[start : start + PER_CALL]
            try:
                verdicts = self._call(batch)
            except ChannelDownError:
                # What was taken before stays taken; only the first call can be "down".
                if not outcomes:
                    raise
                verdicts = {}
            outcomes += [_judge(parcel, verdicts) for parcel in batch]
        return outcomes

    def _call(self, parcels: Sequence[Parcel]) -> dict[str, dict[str, Any]]:
        body = json.dumps({"channel": self._name, "messages": list(_lay_out(parcels))})
        encoded, moment = body.encode(), int(time.time())
        headers = {
            "Content-Type": "application/json",
            "X-Zhisheng-Moment": str(moment),
            "X-Zhisheng-Signature": sign(encoded, secret=self._secret, moment=moment),
        }
        try:
            answer = self._pool.request(
                "POST",
                self._address,
                body=encoded,
                headers=headers,
                preload_content=False,
                redirect=False,
            )
            content = answer.read(MAX_ANSWER_BYTES)
            answer.release_conn()
        except HTTPError as error:
            raise ChannelDownError(self._name) from error
        return self._read(answer.status, content)

    def _read(self, status: int, content: bytes) -> dict[str, dict[str, Any]]:
        if status != HTTPStatus.OK:
            raise ChannelDownError(f"{self._name}: HTTP {status}")
        try:
            return {
                str(one["key"]): dict(one) for one in json.loads(content)["results"]
            }
        except (ValueError, KeyError, TypeError) as error:
            raise ChannelDownError(self._name) from error


def _lay_out(parcels: Iterable[Parcel]) -> Iterable[dict[str, str]]:
    for parcel in parcels:
        yield {
            "key": parcel.key,
            "to": parcel.address,
            "template": parcel.template,
            "text": parcel.text,
            "link": parcel.link,
        }


def _judge(parcel: Parcel, verdicts: dict[str, dict[str, Any]]) -> Outcome:
    answer = verdicts.get(parcel.key, {})
    known = set(Verdict)
    verdict = (
        Verdict(answer["status"]) if answer.get("status") in known else Verdict.LATER
    )
    return Outcome(parcel.key, verdict, str(answer.get("reason", ""))[:200])
