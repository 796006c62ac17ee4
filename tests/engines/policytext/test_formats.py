"""The format is told from the bytes; the tuple of formats is the folder."""

import pkgutil

import pytest
from tests.engines.policytext import making
from tests.engines.policytext.outlines import ids

from sekisho import policytext
from sekisho.policytext import (
    EmptyFileError,
    Limits,
    NotAPolicyError,
    PasswordNeededError,
    ReadError,
    TooLargeError,
    UnknownFormatError,
    formats,
)

PARTS = {"docx_numbering", "docx_paragraph", "docx_styles", "nested", "pdf_layout", "pdf_printed"}


def test_the_tuple_of_formats_is_the_folder():
    modules = {module.name for module in pkgutil.iter_modules(formats.__path__)}
    listed = {fmt.__name__.rsplit(".", 1)[-1] for fmt in formats.FORMATS}
    assert listed == modules - PARTS


def test_every_format_has_a_name_of_its_own_and_text_is_asked_last():
    names = [fmt.NAME for fmt in formats.FORMATS]
    assert sorted(names) == ["docx", "html", "md", "pdf", "txt"]
    assert names[-1] == "txt"


@pytest.mark.parametrize("name", ["", "policy.txt", "policy.pdf", "policy.docx"])
def test_a_wrong_name_does_not_mislead(name):
    document = policytext.read(making.sample("a-ministry-web.txt"), name=name)
    assert len(document.clauses) == 4
    page = policytext.read(making.sample("reiki.html"), name=name)
    assert page.clauses[0].label == "第1条"


def test_every_format_gives_the_same_tree():
    lines = (
        "端末管理規程",
        "1 目的",
        "端末を守る。",
        "2 対策",
        "(1) 鍵",
        "鍵を掛ける。",
        "(2) 台帳",
        "台帳を作る。",
    )
    expected = policytext.read("\n\n".join(lines).encode()).clauses
    page = "".join(f"<p>{line}</p>" for line in lines)
    markdown = "# 端末管理規程\n\n## 1 目的\n\n端末を守る。\n\n## 2 対策\n\n"
    markdown += "### (1) 鍵\n\n鍵を掛ける。\n\n### (2) 台帳\n\n台帳を作る。\n"
    others = (
        f"<!DOCTYPE html><html><body>{page}</body></html>".encode(),
        markdown.encode(),
        making.word(*lines),
        making.pdf("\n\n".join(lines)),
    )
    for data in others:
        assert policytext.read(data).clauses == expected


@pytest.mark.parametrize(
    ("data", "error", "advice"),
    [
        (b"", EmptyFileError, "空"),
        (b" \n\t ", EmptyFileError, "空"),
        (b"\xef\xbb\xbf", EmptyFileError, "文字"),
        ("　\n　".encode(), EmptyFileError, "文字"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", UnknownFormatError, "Word"),
        (b"\x7fELF\x02\x01\x01\0" * 20, UnknownFormatError, "PDF"),
        (b"PK\x03\x04 no archive", UnknownFormatError, "保存し直し"),
        (b"%PDF-1.7 no document", UnknownFormatError, "PDF"),
        (making.ENCRYPTED_PDF, PasswordNeededError, "パスワード"),
        (making.ENCRYPTED_DOCX, PasswordNeededError, "パスワード"),
        (making.OLD_DOC, UnknownFormatError, ".docx"),
        ("りんごとみかんを買う。".encode(), NotAPolicyError, "条文"),
        (b"Dear all,\n1 apples\n2 pears\n", NotAPolicyError, "条文"),
        (b'{"a": [1, 2, 3]}', NotAPolicyError, "条文"),
        ("1 りんご\n2 みかん\n3 ぶどう\n".encode(), NotAPolicyError, "条文"),
    ],
)
def test_what_is_no_policy_is_refused_with_advice(data, error, advice):
    with pytest.raises(error, match=advice) as raised:
        policytext.read(data)
    assert raised.type is error


def test_a_scanned_pdf_asks_for_the_word_file():
    with pytest.raises(policytext.NoTextError, match="Word"):
        policytext.read(making.image_only_pdf())


def test_every_error_is_a_read_error_with_its_own_code():
    errors = ReadError.__subclasses__()
    codes = {error.code for error in errors}
    assert len(codes) == len(errors) == 6


@pytest.mark.parametrize(
    ("limits", "match"),
    [
        (Limits(bytes=100), "大きすぎ"),
        (Limits(lines=5), "長すぎ"),
        (Limits(characters=50), "長すぎ"),
        (Limits(clauses=3), "超えて"),
    ],
)
def test_a_file_beyond_a_limit_is_refused(limits, match):
    with pytest.raises(TooLargeError, match=match):
        policytext.read(making.sample("a-ministry-web.txt"), limits=limits)


def test_more_than_50_megabytes_is_refused_before_it_is_looked_at():
    with pytest.raises(TooLargeError, match="50 MB"):
        policytext.read(b"1" * (50 * 1024 * 1024 + 1))


def test_a_tree_deeper_than_the_limit_is_cut_flat_not_lost():
    text = "規程\n1 対策\n(1) 鍵\n① 台帳\nア 端末を守る。\n"
    document = policytext.read(text.encode(), limits=Limits(depth=2))
    assert len(ids(document)) == 4
    assert max(i.count("(") + 1 for i in ids(document)) <= 3
