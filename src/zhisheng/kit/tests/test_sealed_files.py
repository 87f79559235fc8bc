import io
import tracemalloc

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from zhisheng.kit import files
from zhisheng.kit.crypto import UndecipherableError
from zhisheng.kit.files.content import CSV
from zhisheng.kit.files.models import StoredFile
from zhisheng.kit.files.sealing import (
    BLOCK_BYTES,
    SEALED_BLOCK_BYTES,
    make_data_key,
    open_sealed,
    seal_blocks,
)

MEGABYTE = 1024 * 1024
PERSONAL = files.FileKind("test", (CSV,), 4 * MEGABYTE, 60, is_sealed=True)
LINE = "安平县示例丝网厂,13812345678\n".encode()


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.FIELD_KEYS = ["newest", "oldest"]


@pytest.fixture
def stored(db):
    return files.store(LINE * 5000, kind=PERSONAL, original_name="名单.csv")


def read(file):
    with files.open_file(StoredFile.objects.get(pk=file.pk)) as opened:
        return opened.read()


def read_bytes_at_rest(file):
    with default_storage.open(file.path, "rb") as at_rest:
        return at_rest.read()


def put_at_rest(file, content):
    default_storage.delete(file.path)
    default_storage.save(file.path, ContentFile(content))


def seal(content, key):
    return b"".join(seal_blocks(io.BytesIO(content), key))


@pytest.mark.parametrize(
    "size", [0, 1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 3 * BLOCK_BYTES]
)
def test_opens_what_it_sealed(size):
    key, content = (
        make_data_key(),
        bytes(range(256)) * (size // 256) + b"x" * (size % 256),
    )

    sealed = seal(content, key)

    with open_sealed(io.BytesIO(sealed), key) as opened:
        assert opened.read() == content
    with open_sealed(io.BytesIO(sealed), key) as opened:
        assert b"".join(iter(lambda: opened.read(1000), b"")) == content


def test_nothing_of_it_can_be_read_at_rest(stored):
    at_rest = read_bytes_at_rest(stored)

    assert b"13812345678" not in at_rest
    assert "丝网".encode() not in at_rest
    assert stored.sha256 not in stored.path
    assert read(stored) == LINE * 5000


def test_is_served_open_and_measured(stored):
    response = files.serve(stored)

    assert b"".join(response.streaming_content) == LINE * 5000
    assert response["Content-Length"] == str(len(LINE) * 5000)
    assert response["Content-Type"] == CSV
    response.close()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda sealed: sealed[:100] + bytes([sealed[100] ^ 1]) + sealed[101:],
        lambda sealed: sealed[:SEALED_BLOCK_BYTES],
        lambda sealed: sealed[:-1],
        lambda sealed: sealed + b"x",
        lambda sealed: b"",
        lambda sealed: sealed[SEALED_BLOCK_BYTES:],
        lambda sealed: (
            sealed[SEALED_BLOCK_BYTES : 2 * SEALED_BLOCK_BYTES]
            + sealed[:SEALED_BLOCK_BYTES]
            + sealed[2 * SEALED_BLOCK_BYTES :]
        ),
    ],
    ids=["changed", "cut", "short", "long", "empty", "headless", "swapped"],
)
def test_spoilt_bytes_are_refused(stored, spoil):
    put_at_rest(stored, spoil(read_bytes_at_rest(stored)))

    with pytest.raises(UndecipherableError):
        read(stored)


def test_the_bytes_of_another_file_are_refused(stored):
    other = files.store(LINE, kind=PERSONAL, original_name="名单.csv")
    put_at_rest(stored, read_bytes_at_rest(other))

    with pytest.raises(UndecipherableError):
        read(stored)


def test_a_new_key_in_front_opens_it_and_takes_it_over(stored, settings):
    at_rest = read_bytes_at_rest(stored)
    settings.FIELD_KEYS = ["brand new", "newest", "oldest"]
    assert read(stored) == LINE * 5000

    StoredFile.objects.get(pk=stored.pk).save(update_fields=["data_key"])
    settings.FIELD_KEYS = ["brand new"]

    assert read(stored) == LINE * 5000
    assert read_bytes_at_rest(stored) == at_rest


def test_without_the_key_it_stays_shut(stored, settings):
    settings.FIELD_KEYS = ["other"]

    with pytest.raises(UndecipherableError):
        read(stored)


def test_a_file_kept_before_sealing_stays_readable(stored):
    put_at_rest(stored, LINE)
    StoredFile.objects.filter(pk=stored.pk).update(data_key="")

    assert read(stored) == LINE


def test_a_large_file_is_never_wholly_in_memory(tmp_path):
    key, size = make_data_key(), 16 * MEGABYTE
    (tmp_path / "plain").write_bytes(b"x" * size)
    tracemalloc.start()

    with (
        (tmp_path / "plain").open("rb") as plain,
        (tmp_path / "sealed").open("wb") as out,
    ):
        out.writelines(seal_blocks(plain, key))
    with open_sealed((tmp_path / "sealed").open("rb"), key) as opened:
        count = sum(len(block) for block in iter(lambda: opened.read(1 << 16), b""))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == size
    assert peak < 2 * MEGABYTE
