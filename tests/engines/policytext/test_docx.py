"""Word files are read with the numbers Word prints."""

import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from tests.engines.policytext import making
from tests.engines.policytext.outlines import by_id, ids

from sekisho import policytext
from sekisho.policytext import Limits, PasswordNeededError, TooLargeError, UnknownFormatError
from sekisho.policytext.formats import docx as reader
from sekisho.policytext.formats.docx_numbering import shown


def lines(data: bytes) -> list[tuple[str, str]]:
    return [(line.label, line.text) for line in reader.lines(data, Limits()) if not line.drop]


def add_xml(document, xml: str) -> None:
    paragraph = document.add_paragraph()
    paragraph._p.append(
        parse_xml(xml.replace("<w:", "<w:", 1).replace(">", f" {nsdecls('w')}>", 1))
    )


def test_numbers_word_prints_are_labels():
    document = docx.Document()
    document.add_paragraph("端末管理規程", style="Title")
    number = making.number(document)
    entries = (
        ("守る。", 0),
        ("次の物を守る。", 0),
        ("端末", 1),
        ("媒体", 1),
        ("磁気のもの", 2),
        ("光学のもの", 2),
    )
    for text, level in (*entries, ("台帳", 1), ("鍵を掛ける。", 0)):
        making.numbered(document, text, number, level)
    read = policytext.read(making.saved(document))
    assert ids(read) == ["1", "2", "2(1)", "2(2)", "2(2)ア", "2(2)イ", "2(3)", "3"]
    assert by_id(read)["2(1)"].label == "（１）"
    assert read.title == "端末管理規程"
    assert read.warnings == ()


def test_numbers_typed_by_hand_are_labels_too():
    read = policytext.read(
        making.word("第1条\t守る。", "第2条\t鍵を掛ける。", title="端末管理規程")
    )
    assert ids(read) == ["1", "2"]


def test_bullets_are_no_labels():
    document = docx.Document()
    document.add_paragraph("1 対策")
    document.add_paragraph("次の物を守る。")
    document.add_paragraph("端末", style="List Bullet")
    read = policytext.read(making.saved(document))
    assert ids(read) == ["1", "1¶2"]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("decimal", "3"),
        ("decimalZero", "03"),
        ("decimalFullWidth", "３"),
        ("aiueoFullWidth", "ウ"),
        ("iroha", "ハ"),
        ("decimalEnclosedCircle", "③"),
        ("japaneseCounting", "三"),
        ("lowerLetter", "c"),
        ("upperRoman", "Ⅲ"),
        ("decimalEnclosedParen", "(3)"),
        ("noSuchForm", "3"),
    ],
)
def test_number_formats_of_word(form, expected):
    assert shown(3, form) == expected


def test_a_number_beyond_a_row_of_letters_is_written_in_figures():
    assert shown(99, "aiueo") == "99"
    assert shown(21, "decimalEnclosedCircle") == "21"


def test_tables_are_rows_of_the_clause_above():
    document = docx.Document()
    document.add_paragraph("1 保存")
    document.add_paragraph("次の表のとおり保存しなければならない。")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("区分", "期間", "台帳", "5年"), strict=True):
        cell.text = text
    read = policytext.read(making.saved(document))
    assert by_id(read)["1"].text.endswith("\n区分\t期間\n台帳\t5年")


def test_a_table_of_one_column_is_read_as_paragraphs():
    document = docx.Document()
    table = document.add_table(2, 1)
    table.cell(0, 0).text = "1 目的"
    table.cell(1, 0).text = "端末を守らなければならない。"
    assert lines(making.saved(document)) == [("", "1 目的"), ("", "端末を守らなければならない。")]


def test_ruby_keeps_the_base_and_sets_the_reading_aside():
    document = docx.Document()
    paragraph = document.add_paragraph("強")
    paragraph._p.append(
        parse_xml(
            f"<w:r {nsdecls('w')}><w:ruby><w:rt><w:r><w:t>じん</w:t></w:r></w:rt>"
            "<w:rubyBase><w:r><w:t>靱</w:t></w:r></w:rubyBase></w:ruby></w:r>"
        )
    )
    paragraph.add_run("性")
    found = reader.lines(making.saved(document), Limits())
    assert found[0].text == "強靱性"
    assert found[0].removed == (("じん", "ruby"),)


def test_deleted_words_are_not_read_and_inserted_ones_are():
    document = docx.Document()
    paragraph = document.add_paragraph("端末を")
    for tag, inner in (("del", "<w:delText>捨てる</w:delText>"), ("ins", "<w:t>守る。</w:t>")):
        xml = f'<w:{tag} {nsdecls("w")} w:id="1" w:author="a"><w:r>{inner}</w:r></w:{tag}>'
        paragraph._p.append(parse_xml(xml))
    assert lines(making.saved(document)) == [("", "端末を守る。")]


def test_headers_and_footers_are_left_out_with_their_reason():
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "内部資料"
    document.sections[0].footer.paragraphs[0].text = "総務課"
    document.add_paragraph("1 目的")
    document.add_paragraph("端末を守らなければならない。")
    read = policytext.read(making.saved(document))
    assert [(i.text, i.reason) for i in read.left_out] == [
        ("内部資料", "header-footer"),
        ("総務課", "header-footer"),
    ]


def test_words_own_table_of_contents_is_left_out():
    document = docx.Document()
    document.styles.add_style("toc 1", 1)
    document.add_paragraph("1 目的\t1", style="toc 1")
    document.add_paragraph("1 目的")
    document.add_paragraph("端末を守らなければならない。")
    read = policytext.read(making.saved(document))
    assert ids(read) == ["1"]
    assert [i.reason for i in read.left_out] == ["table-of-contents"]


def test_heading_styles_without_numbers_make_the_tree():
    document = docx.Document()
    document.add_paragraph("情報管理規程", style="Title")
    document.add_paragraph("目的", style="Heading 1")
    document.add_paragraph("端末を守る。")
    document.add_paragraph("対策", style="Heading 1")
    document.add_paragraph("鍵を掛ける。")
    assert ids(policytext.read(making.saved(document))) == ["目的", "対策"]


def archive(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name, part in parts.items():
            new.writestr(name, part)
    return made.getvalue()


def test_an_archive_that_unpacks_without_end_is_refused():
    bomb = archive({"word/document.xml": b"<a>" + b" " * 5_000_000 + b"</a>"})
    assert len(bomb) < 10_000
    with pytest.raises(TooLargeError, match="展開"):
        policytext.read(bomb, limits=Limits(expanded_bytes=1_000_000))


def test_a_spreadsheet_is_refused_with_advice():
    with pytest.raises(UnknownFormatError, match="Word"):
        policytext.read(archive({"xl/workbook.xml": b"<workbook/>"}))


def test_entities_are_not_expanded():
    laughs = b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>'
    with pytest.raises(policytext.ReadError):
        policytext.read(archive({"word/document.xml": laughs}))


def test_a_locked_zip_asks_for_the_password_to_be_taken_off():
    data = bytearray(making.word("1 目的"))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        data[at + offset] |= 1
    with pytest.raises(PasswordNeededError, match="パスワード"):
        policytext.read(bytes(data))
