"""`sekisho policy outline` prints what was read, and says plainly what could not be."""

import argparse
import json

import pytest

from sekisho.cli import policy

POLICY = """朝霧市職員共済組合情報セキュリティ基本方針

令和6年4月1日施行

1 定義

(1) 端末

電子計算機をいう。

3 対策

上記1の端末を守る。

別紙第9条の規定による。

(総務課)
"""


@pytest.fixture
def run(tmp_path):
    """Run the command on a file of these bytes and return its exit code."""

    def with_bytes(data: bytes | None, *flags: str) -> int:
        file = tmp_path / "方針.txt"
        if data is not None:
            file.write_bytes(data)
        parser = argparse.ArgumentParser()
        policy.add_outline(parser.add_subparsers())
        args = parser.parse_args(["outline", str(file), *flags])
        return args.run(args)

    return with_bytes


def test_a_policy_is_printed_with_metadata_first_and_warnings_last(run, capsys):
    assert run(POLICY.encode()) == 0
    shown = capsys.readouterr()
    lines = shown.out.splitlines()
    assert lines[0] == "朝霧市職員共済組合情報セキュリティ基本方針"
    assert "令和6年4月1日（2024-04-01）" in lines[1]
    assert "  (1) 端末  [1(1)]  〔定義: 端末〕" in lines
    assert "3 対策  [3]  〔参照: 1〕" in lines
    assert lines[-1].startswith("  [3")
    assert "注意（" in shown.out
    assert shown.err == ""


def test_each_level_is_set_in(run, capsys):
    run(POLICY.encode())
    lines = capsys.readouterr().out.splitlines()
    heading = next(line for line in lines if "(1) 端末" in line)
    assert heading.startswith("  (1)")


def test_json_is_one_document_and_nothing_else(run, capsys):
    assert run(POLICY.encode(), "--json") == 0
    shown = capsys.readouterr()
    value = json.loads(shown.out)
    assert value["title"] == "朝霧市職員共済組合情報セキュリティ基本方針"
    assert [clause["id"] for clause in value["clauses"]] == ["1", "3"]
    assert shown.err == ""


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        ("端末を買う。".encode(), "not-a-policy"),
        (b"\0\1\2", "unknown-format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 64, "password-needed"),
    ],
)
def test_what_is_no_policy_ends_with_3_and_a_reason(run, capsys, data, code):
    assert run(data) == 3
    plain = capsys.readouterr()
    assert plain.out == ""
    assert "方針.txt" in plain.err
    assert run(data, "--json") == 3
    shown = capsys.readouterr()
    assert json.loads(shown.out)["error"]["code"] == code
    assert json.loads(shown.out)["error"]["message"] in shown.err


def test_a_missing_file_ends_with_2(run, capsys):
    assert run(None) == 2
    assert "ファイルがありません" in capsys.readouterr().err
    assert run(None, "--json") == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "unreadable-file"


def test_a_folder_is_no_file(tmp_path, capsys):
    args = argparse.Namespace(file=tmp_path, json=False)
    assert policy.outline(args) == 2
    assert "ファイルを開けません" in capsys.readouterr().err


def test_a_file_of_more_than_50_megabytes_is_refused(run, capsys):
    assert run(b"1" * (50 * 1024 * 1024 + 1)) == 3
    assert "50 MB" in capsys.readouterr().err
