"""What a recipient reads: natural, exact, and it always says what to do next."""

import re

import pytest
from tests.engines.sanitize.direct import clean
from tests.engines.sanitize.samples import archives, mails, pdfwriter, words
from tests.engines.sanitize.samples.kinds import SAMPLES as KINDS

from sekisho.sanitize import REASONS, VECTORS, in_japanese, withheld
from sekisho.sanitize.reasons import ADVICE, in_english, reason

DO_NEXT = re.compile("(ください|受け取れます)。$")


@pytest.mark.parametrize("sample", KINDS, ids=lambda sample: sample.name)
def test_a_file_that_does_not_cross_says_what_can_be_done(sample):
    result = clean(sample.make(), sample.name)
    report = in_japanese(result)
    assert "元のファイルは渡していません。" in report
    assert DO_NEXT.search(result.reasons[0].message)
    assert VECTORS[sample.vector].title in report
    assert result.sha256_in in report
    assert "渡すファイルの指紋" not in report


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("議事録.jtd", "PDF に保存したもの"),
        ("回覧.xdw", "PDF に変換したもの"),
        ("平面図.dwg", "PDF を頼んで"),
        ("録音.mp3", "送り主に相談"),
        ("資料.rar", "ZIP での送り直し"),
        ("台帳.accdb", ".xlsx"),
        ("画面.lnk", "元のファイルそのもの"),
    ],
)
def test_each_kind_has_its_own_advice(name, said):
    assert said in clean(b"\x00\x01\x02" + name.encode(), name).reasons[0].message


def test_every_sentence_ends_in_what_to_do_and_has_its_english():
    for vector, (japanese, english) in ADVICE.items():
        assert vector in VECTORS
        assert DO_NEXT.search(japanese), japanese
        assert english.endswith(".")
        assert english.isascii()
    for code, (japanese, english) in REASONS.items():
        assert DO_NEXT.search(japanese), japanese
        assert in_english(code) == english
        assert reason(code).message == japanese


def test_what_was_done_stands_under_its_kind_with_place_and_rule():
    data = pdfwriter.document(catalog=b"/OpenAction << /S /JavaScript /JS (x) >>")
    report = in_japanese(clean(data, "要綱.pdf"))
    assert report.startswith("要綱.pdf\n  無害化して渡せます。\n")
    assert "取り除いたもの（2件）" in report
    assert "・開いたときに動く処理 … 文書全体〔pdf.open-action〕" in report
    assert "PDF: 文字とページをそのまま作り直しました。" in report
    assert "残したもの: " in report
    assert len(re.findall(r"[0-9a-f]{64}", report)) == 2


def test_a_new_name_is_shown_and_documents_inside_stand_under_it():
    report = in_japanese(clean(mails.with_file(), "連絡.eml"))
    assert "・photo.png" in report
    mixed = archives.zipped(archives.Entry(), archives.Entry(b"a.exe", b"MZ"))
    report = in_japanese(clean(mixed, "資料.zip"))
    assert "・a.exe" in report
    assert "受け取れません" in report


def test_many_removals_are_counted_not_listed_without_end():
    many = words.document("".join(f'<w:p w:bad{n}="x"/>' for n in range(60))).bytes()
    report = in_japanese(clean(many, "a.docx"))
    assert "ほか 40 件" in report
    assert report.count("\n") < 40


def test_what_could_not_be_put_in_its_place_is_held_and_says_so():
    result = withheld(clean("案内\n".encode(), "案内.txt"), "not-saved")
    assert result.outcome == "held"
    assert result.data is None
    assert result.output_name is None
    assert "空き容量" in in_japanese(result)
