"""What `sanitize` promises at a terminal: files written, exit codes, one JSON document."""

import argparse
import json
import os
import zipfile
from pathlib import Path

import pikepdf
import pytest
from tests.engines.sanitize.samples import images, mails

from sekisho.cli import sanitize
from sekisho.sanitize import VECTORS

FULL = os.environ.get("SEKISHO_TEST_PROFILE") == "full"
ROW = {
    "input", "outcome", "output", "media_type", "grade", "reasons", "removals", "fidelity",
    "sha256_in", "sha256_out", "seconds",
}  # fmt: skip


@pytest.fixture
def sekisho(capsys):
    """Run `sanitize`; return exit code, stdout and stderr."""

    def command(*words):
        parser = argparse.ArgumentParser()
        sanitize.add(parser.add_subparsers())
        args = parser.parse_args(["sanitize", *(str(word) for word in words)])
        code = args.run(args)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return command


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "通知.eml").write_bytes(mails.plain())
    (tmp_path / "図.png").write_bytes(images.png())
    (tmp_path / "実行.exe").write_bytes(b"MZ" + bytes(100))
    (tmp_path / "一太郎.jtd").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    return tmp_path


def names(folder):
    return {path.name for path in folder.iterdir()}


def rows(said):
    return json.loads(said)["results"]


def test_all_delivered_is_success_and_the_files_are_there(sekisho, folder):
    out = folder / "out"
    code, said, _ = sekisho(folder / "通知.eml", folder / "図.png", "--out", out, "--json")
    assert code == 0
    for row in rows(said):
        assert row.keys() >= ROW
        assert row["outcome"] == "delivered"
        assert Path(row["output"]).is_absolute()
        assert Path(row["output"]).stat().st_size > 0
    assert names(out) == {"通知.eml", "図.png"}


def test_something_held_or_rejected_is_three_and_nothing_of_it_is_written(sekisho, folder):
    given = [folder / name for name in ("通知.eml", "実行.exe", "一太郎.jtd")]
    code, said, _ = sekisho(*given, "--out", folder / "out", "--json")
    assert code == 3
    assert [row["outcome"] for row in rows(said)] == ["delivered", "rejected", "held"]
    assert [row["input"] for row in rows(said)] == [str(path) for path in given]
    assert rows(said)[1]["output"] is None
    assert rows(said)[1]["reasons"][0]["message"]
    assert names(folder / "out") == {"通知.eml"}


def test_names_that_collide_are_numbered_and_never_written_over(sekisho, folder):
    other = folder / "other"
    other.mkdir()
    (other / "図.png").write_bytes(images.png())
    code, said, _ = sekisho(folder / "図.png", other / "図.png", "--out", folder / "out", "--json")
    assert code == 0
    assert [Path(row["output"]).name for row in rows(said)] == ["図.png", "図 (2).png"]


def test_words_for_people_name_the_outcome_the_reason_and_what_to_do(sekisho, folder):
    code, said, _ = sekisho(folder / "一太郎.jtd", folder / "通知.eml", "--out", folder / "out")
    assert code == 3
    assert "保留" in said
    assert "渡せます" in said
    assert "PDF" in said


def test_input_that_cannot_be_read_is_two(sekisho, folder):
    code, said, error = sekisho(folder / "ない.txt", "--out", folder / "out")
    assert (code, said) == (2, "")
    assert "ない.txt" in error
    assert sekisho(folder / "通知.eml")[0] == 2


def test_a_wanted_password_is_said_by_its_code_and_opens_when_typed(sekisho, folder, monkeypatch):
    locked = folder / "locked.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(locked, encryption=pikepdf.Encryption(owner="o", user="himitsu"))
    code, said, _ = sekisho(locked, "--out", folder / "out", "--json")
    assert code == 3
    assert rows(said)[0]["reasons"][0]["code"] == "password-needed"
    monkeypatch.setattr("getpass.getpass", lambda _: "himitsu")
    code, said, _ = sekisho(locked, "--out", folder / "out", "--json", "--ask-password")
    assert (code, rows(said)[0]["outcome"]) == (0, "delivered")


def test_the_list_of_vectors_is_published(sekisho):
    code, said, _ = sekisho("--vectors", "--json")
    assert code == 0
    assert {row["id"] for row in json.loads(said)["vectors"]} == VECTORS.keys()
    assert len(sekisho("--vectors")[1].splitlines()) == len(VECTORS)


def test_a_batch_goes_through_in_order_and_holds_no_bytes_in_memory(sekisho, tmp_path, monkeypatch):
    count = 1_000 if FULL else 30
    for n in range(count):
        (tmp_path / f"{n:04}.txt").write_text(f"第{n}号\n", "utf-8")
    broken = tmp_path / "0007.txt"
    broken.unlink()
    with zipfile.ZipFile(tmp_path / "0007.docx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<broken")
    files = sorted(tmp_path.iterdir())
    kept = []
    monkeypatch.setattr(
        sanitize, "in_japanese", lambda result: kept.append(result) or f"{result.name}\n"
    )
    code, said, _ = sekisho(*files, "--out", tmp_path / "out")
    assert code == 3
    assert said.split() == [path.name for path in files]
    assert all(result.data is None for result in kept)
    assert len(names(tmp_path / "out")) == count - 1
