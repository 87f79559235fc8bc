import argparse

from zhisheng.config import env, serving


def make_options(*, demo: bool = False) -> argparse.Namespace:
    return argparse.Namespace(demo=demo, host="127.0.0.1", port=8000, workers=1)


def test_a_prepared_installation_starts_at_once(monkeypatch, tmp_path):
    monkeypatch.setenv("ZHISHENG_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / env.SQLITE_NAME).touch()

    assert not serving._is_ready(make_options())
    serving._note_ready(make_options())

    assert serving._is_ready(make_options())
    assert not serving._is_ready(make_options(demo=True))


def test_another_or_a_missing_database_is_prepared_anew(monkeypatch, tmp_path):
    monkeypatch.setenv("ZHISHENG_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    serving._note_ready(make_options())

    assert not serving._is_ready(make_options())
    monkeypatch.setenv("DATABASE_URL", "postgresql://u@h/n")
    assert not serving._is_ready(make_options())
