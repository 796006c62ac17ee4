"""`sekisho policy compare OLD NEW`: exit codes, streams and the four ways to show the table."""

import argparse
import io
import json

import docx
import pytest

from sekisho.cli import policy_compare
from sekisho.cli.policy_compare import add_compare

OLD = """朝霧市職員共済組合情報セキュリティ基本方針

1 目的
この方針は、情報資産を守るために必要な事項を定めることを目的とする。

2 対策
次の対策を講じる。

(1) 端末への二要素認証の導入を行わなければならない。

(2) 監査を毎年度実施しなければならない。

3 見直し
必要に応じて、この方針を見直すものとする。
"""
NEW = OLD.replace("二要素認証", "多要素認証").replace(
    "3 見直し", "3 例外措置\n例外を認める場合は、期限を付して承認しなければならない。\n\n4 見直し"
)


@pytest.fixture
def files(tmp_path):
    (tmp_path / "old.txt").write_text(OLD, encoding="utf-8")
    (tmp_path / "new.txt").write_text(NEW, encoding="utf-8")
    return tmp_path


def run(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    add_compare(parser.add_subparsers(required=True))
    args = parser.parse_args(["compare", *map(str, arguments)])
    return args.run(args)


def test_the_terminal_shows_what_changed_with_brackets_and_not_what_stayed(files, capsys):
    assert run(files / "old.txt", files / "new.txt") == 0
    out, err = capsys.readouterr()
    assert "【多要素認証】" in out
    assert "【二要素認証】" in out
    assert "例外措置" in out
    assert "3 → 4" in out
    assert "監査を毎年度" not in out
    assert "新設 1" in out.splitlines()[-1]
    assert err == ""


def test_equal_files_show_only_the_count(files, capsys):
    assert run(files / "old.txt", files / "old.txt") == 0
    assert capsys.readouterr().out.splitlines() == ["変更なし 5"]


def test_json_is_one_document_and_nothing_else(files, capsys):
    assert run(files / "old.txt", files / "new.txt", "--json") == 0
    out, err = capsys.readouterr()
    kinds = [change["kind"] for change in json.loads(out)["changes"]]
    assert kinds == ["same", "same", "changed", "same", "added", "renumbered"]
    assert err == ""


def test_a_page_is_written_and_named_on_stderr_only(files, capsys):
    target = files / "taisho.html"
    assert run(files / "old.txt", files / "new.txt", "--html", target) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert str(target) in err
    assert "<u>多要素認証</u>" in target.read_text(encoding="utf-8")


def test_a_paper_is_written_that_opens_again(files):
    target = files / "taisho.docx"
    assert run(files / "old.txt", files / "new.txt", "--docx", target) == 0
    paper = docx.Document(io.BytesIO(target.read_bytes()))
    assert paper.paragraphs[0].text == "朝霧市職員共済組合情報セキュリティ基本方針 新旧対照表"


@pytest.mark.parametrize("which", ["old.txt", "new.txt"])
def test_a_missing_file_is_2_and_says_which(files, capsys, which):
    (files / which).unlink()
    assert run(files / "old.txt", files / "new.txt") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert which in err
    assert "ファイルがありません" in err


def test_a_directory_is_2(files, capsys):
    assert run(files, files / "new.txt") == 2
    assert "ファイルを開けません" in capsys.readouterr().err


def test_a_target_that_cannot_be_written_is_2(files, capsys):
    assert run(files / "old.txt", files / "new.txt", "--html", files / "none" / "x.html") == 2
    assert "書き込めません" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", "買い物の覚え書き。\n牛乳と卵。\n".encode()])
def test_a_file_that_is_no_policy_is_3_and_nothing_is_written(files, capsys, content):
    (files / "new.txt").write_bytes(content)
    target = files / "taisho.html"
    assert run(files / "old.txt", files / "new.txt", "--html", target) == 3
    assert "new.txt" in capsys.readouterr().err
    assert not target.exists()


def test_with_json_a_refusal_too_is_one_document(files, capsys):
    (files / "new.txt").write_bytes(b"")
    assert run(files / "old.txt", files / "new.txt", "--json") == 3
    out, err = capsys.readouterr()
    assert json.loads(out)["error"]["code"] == "empty"
    assert json.loads(out)["error"]["message"] in err


def test_a_file_beyond_the_limit_is_3_and_never_read_whole(files, monkeypatch, capsys):
    limits = policy_compare.Limits(bytes=100)
    monkeypatch.setattr(policy_compare, "Limits", lambda: limits)
    assert run(files / "old.txt", files / "new.txt") == 3
    assert "大きすぎます" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["a"], [], ["a", "b", "c"], ["a", "b", "--html", "x", "--json"], ["a", "b", "-x"]]
)
def test_wrong_usage_is_2(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        run(*arguments)
    assert stopped.value.code == 2


def test_no_control_character_of_a_file_reaches_the_terminal(files, capsys):
    hostile = NEW.replace("多要素認証", "多要素\x1b[31m認証\x07")
    (files / "new.txt").write_text(hostile, encoding="utf-8")
    run(files / "old.txt", files / "new.txt")
    assert not any(ord(c) < 32 and c != "\n" for c in capsys.readouterr().out)


def test_a_long_clause_is_shown_by_the_words_around_the_difference(files, capsys):
    long = "情報資産を守るために必要な事項を" * 20
    for name, word in (("old.txt", "二要素認証"), ("new.txt", "多要素認証")):
        text = OLD.replace("端末への二要素認証", f"{long}、端末への{word}")
        (files / name).write_text(text, encoding="utf-8")
    assert run(files / "old.txt", files / "new.txt") == 0
    rows = capsys.readouterr().out.splitlines()
    assert all(len(row) < 120 for row in rows)
    assert "…" in rows[0]
    assert "【多要素認証】" in rows[0]


def test_a_file_without_title_goes_by_its_name(files):
    untitled = OLD.split("\n", 1)[1]
    (files / "old.txt").write_text(untitled, encoding="utf-8")
    target = files / "t.html"
    assert run(files / "old.txt", files / "old.txt", "--html", target) == 0
    assert "<h1>old 新旧対照表</h1>" in target.read_text(encoding="utf-8")
