"""No letter is lost: Japanese in every charset mail and archives really use, rightly or wrongly labelled.

The encoders stand here, by arithmetic on the code tables, and share nothing with the decoder; where
the system's iconv knows a charset, it is asked as well.
"""

import base64
import shutil
import struct
import subprocess
import zipfile
import zlib
from email import message_from_bytes, policy
from io import BytesIO
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.engines.sanitize.direct import clean
from tests.engines.sanitize.samples import archives, texts

from sekisho.sanitize.rebuild.charset import decode

WORDS = """
会議 御案内 令和八年度 情報セキュリティ 基本方針 ①番 ②号 ㈱山田商店 髙橋 﨑山 德田 昻 ｱｲｳｴｵ ﾃｽﾄ ﾊﾟﾊﾟ №12 ㍻ ㊤ Ⅳ類 ～から 金－円 表示 ソフト
能力 十分 予算 申込 暴力 貼付 欺 圭 構わない。 です、 ます。 について お知らせ 〒604 電話０７５ ㎡ ㈲ ∑ ∟ 纊 鍈 ｢引用｣ ･ ｡ ー ゛ ゜ 々 〆 仝
""".split()
sentences = st.lists(st.sampled_from(WORDS), min_size=6, max_size=14).map("".join)
lines = st.lists(sentences, min_size=1, max_size=4).map("\n".join)


def _tables() -> dict[str, bytes]:
    """Return each letter's two JIS bytes, vendors' rows with the rest (Shift_JIS leads up to EF)."""
    found: dict[str, bytes] = {}
    for row in range(94):
        for cell in range(94):
            lead = 0x81 + row // 2 if row < 62 else 0xC1 + row // 2
            trail = (cell + 0x40 + (cell >= 63)) if row % 2 == 0 else cell + 0x9F
            try:
                letter = bytes([lead, trail]).decode("cp932")
            except UnicodeDecodeError:
                continue
            if len(letter) == 1 and not "\ue000" <= letter <= "\uf8ff":
                found.setdefault(letter, bytes([row + 0x21, cell + 0x21]))
    return found


JIS = _tables()
KANA = {bytes([byte]).decode("cp932"): byte for byte in range(0xA1, 0xE0)}
LETTERS = st.text(st.sampled_from(sorted(JIS) + sorted(KANA) + list("Aa1 =?+-")), min_size=1, max_size=40)  # fmt: skip


def seven_bits(text: str, kana: str = "escape") -> bytes:
    """Return ISO-2022-JP as Windows writes it: CP50221 (escape), CP50222 (shift)."""
    out, state = b"", b"(B"
    for letter in text:
        if letter in KANA:
            wanted, code = b"(I", bytes([KANA[letter] & 0x7F])
        elif letter in JIS:
            wanted, code = b"$B", JIS[letter]
        else:
            wanted, code = b"(B", letter.encode("ascii")
        if letter == "\n" and state != b"(B":
            wanted = b"(B"
        if wanted == b"(I" and kana == "shift":
            back = b"" if state == b"(B" else b"\x1b(B"
            out, state = out + back + b"\x0e" + code + b"\x0f", b"(B"
            continue
        if wanted != state:
            out, state = out + b"\x1b" + wanted, wanted
        out += code
    return out + (b"" if state == b"(B" else b"\x1b(B")


def euc(text: str) -> bytes:
    out = b""
    for letter in text:
        if letter in KANA:
            out += b"\x8e" + bytes([KANA[letter]])
        elif letter in JIS:
            out += bytes(byte | 0x80 for byte in JIS[letter])
        else:
            out += letter.encode("ascii")
    return out


ENCODERS = {
    "cp50221": lambda text: seven_bits(text, "escape"),
    "cp50222": lambda text: seven_bits(text, "shift"),
    "cp932": lambda text: text.encode("cp932"),
    "euc": euc,
    "utf-8": lambda text: text.encode("utf-8"),
}
LABELS = {
    "cp50221": "ISO-2022-JP",
    "cp50222": "iso-2022-jp",
    "cp932": "Shift_JIS",
    "euc": "EUC-JP",
    "utf-8": "UTF-8",
}
WRONG = ("iso-2022-jp", "Shift_JIS", "EUC-JP", "utf-8", "us-ascii", "unknown-8bit", "ks_c_5601-1987", "x-nonsense", None)  # fmt: skip


@pytest.mark.parametrize("charset", ENCODERS)
@given(LETTERS)
def test_every_letter_is_read_under_its_own_label(charset, text):
    read = decode(ENCODERS[charset](text), LABELS[charset])
    assert read.text == text
    assert read.unreadable == 0


@pytest.mark.parametrize("charset", ENCODERS)
@pytest.mark.parametrize("label", WRONG)
@given(sentences)
@example("①番･ー･①番ｱｲｳｴｵ")  # read as Shift_JIS it is half-width letters, and kanji
@settings(max_examples=40)
def test_sentences_are_read_whatever_the_label_says(charset, label, text):
    text = f"{text}について、お知らせします。"  # no charset can be told from kanji alone
    if charset == "euc" and label == "ks_c_5601-1987":
        return  # the same bytes are Korean letters as well: the label is believed
    assert decode(ENCODERS[charset](text), label).text == text


def test_half_width_kana_made_full_by_the_sender_stays_so():
    """CP50220 turns them on the way out: what arrives is what is shown."""
    assert decode(seven_bits("アイウ①㈱髙"), "iso-2022-jp").text == "アイウ①㈱髙"


@pytest.mark.skipif(shutil.which("iconv") is None, reason="iconv is not installed")
@pytest.mark.parametrize(("charset", "name"), [("cp932", "CP932"), ("euc", "EUC-JP-MS")])
def test_the_systems_own_converter_agrees(charset, name):
    # The two tables differ in a handful of signs (～ － ∥ and their like) and in vendors' doubles.
    # In EUC it writes the rows IBM added in three bytes of its own, which JIS does not know.
    plain = "".join(
        letter for letter in sorted(JIS) if letter not in "～∥－￠￡￢―〜‖−¢£¬—＼￤＇＂№℡㈱"
    )
    converted = subprocess.run(
        ["iconv", "-f", "UTF-8", "-t", name + "//IGNORE"], input=plain.encode(), capture_output=True, check=False
    ).stdout  # fmt: skip
    read = decode(converted, LABELS[charset])
    assert read.unreadable == 0
    assert len(read.text) > 6_500
    assert set(read.text) <= set(plain)


def _body(data: bytes) -> str:
    message = message_from_bytes(data, policy=policy.default)
    return message.get_body(("plain",)).get_content().replace("\r\n", "\n").strip("\n")


@pytest.mark.parametrize("charset", ENCODERS)
@given(lines, st.booleans())
@settings(max_examples=25)
def test_mail_arrives_letter_by_letter(charset, text, packed):
    body = ENCODERS[charset](text)
    encoding, written = ("base64", base64.encodebytes(body)) if packed else ("8bit", body)
    head = (
        f"From: a@city.example.jp\r\nTo: b@city.example.jp\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/plain; charset={LABELS[charset]}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    ).encode()
    result = clean(head + written.replace(b"\n", b"\r\n") + b"\r\n", "a.eml")
    assert result.outcome == "delivered", result.reasons
    assert _body(result.data) == text


def _words(text: str, charset: str, size: int) -> str:
    """Return encoded words cut anywhere, inside letters too, as some senders do."""
    raw = ENCODERS[charset](text)
    pieces = [raw[at : at + size] for at in range(0, len(raw), size)]
    return "\r\n ".join(
        f"=?{LABELS[charset]}?B?{base64.b64encode(piece).decode()}?=" for piece in pieces
    )


@pytest.mark.parametrize("charset", ["cp50221", "cp932", "utf-8"])
@given(sentences, st.integers(7, 40))
@settings(max_examples=25)
def test_subjects_cut_inside_letters_are_joined(charset, text, size):
    subject = _words(text, charset, size if charset != "cp50221" else 10_000)
    mail = (
        f"From: a@city.example.jp\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\nx\r\n"
    ).encode()
    result = clean(mail, "a.eml")
    read = message_from_bytes(result.data, policy=policy.default)
    assert read["subject"].replace(" ", "") == text.replace(" ", "")


def _disposition(name: str, way: str) -> str:
    raw = name.encode("utf-8")
    if way == "rfc2231":
        return f"attachment; filename*=UTF-8''{quote(name)}"
    if way == "rfc2231 in pieces":
        coded = "".join(f"%{byte:02X}" for byte in raw)
        cut = [coded[at : at + 30] for at in range(0, len(coded), 30)]
        return "attachment; " + ";\r\n ".join(
            f"filename*{n}*={'UTF-8' + chr(39) * 2 if n == 0 else ''}{piece}"
            for n, piece in enumerate(cut)
        )
    if way == "rfc2231 in ISO-2022-JP":
        return f"attachment; filename*=ISO-2022-JP''{quote(seven_bits(name))}"
    if way == "encoded word":
        return f'attachment; filename="=?UTF-8?B?{base64.b64encode(raw).decode()}?="'
    if way == "encoded word in ISO-2022-JP":
        return f'attachment; filename="=?ISO-2022-JP?B?{base64.b64encode(seven_bits(name)).decode()}?="'
    raise AssertionError(way)


WAYS = ("rfc2231", "rfc2231 in pieces", "rfc2231 in ISO-2022-JP", "encoded word", "encoded word in ISO-2022-JP")  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@given(st.lists(st.sampled_from(["会議", "資料①", "㈱山田", "髙橋", "表", "ソ", "令和8年度"]), min_size=1, max_size=4).map("".join))  # fmt: skip
@settings(max_examples=20)
def test_names_of_attachments_arrive(way, stem):
    name = stem + ".txt"
    mail = (
        "From: a@city.example.jp\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b1\r\n\r\n"
        "--b1\r\nContent-Type: text/plain\r\n\r\nx\r\n"
        f"--b1\r\nContent-Type: application/octet-stream\r\nContent-Disposition: {_disposition(name, way)}\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{base64.b64encode(texts.text()).decode()}\r\n--b1--\r\n"
    ).encode()
    result = clean(mail, "a.eml")
    (attached,) = message_from_bytes(result.data, policy=policy.default).iter_attachments()
    assert attached.get_filename() == name


@pytest.mark.parametrize("raw_way", ["bytes in the header", "Shift_JIS in the header"])
def test_names_written_without_any_code_arrive(raw_way):
    """No standard allows it; many a web mailer does it."""
    name = "会議の資料①.txt"
    raw = name.encode("utf-8" if raw_way == "bytes in the header" else "cp932")
    mail = (
        b"From: a@city.example.jp\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b1\r\n\r\n"
        b"--b1\r\nContent-Type: text/plain\r\n\r\nx\r\n"
        b'--b1\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="' + raw + b'"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(texts.text()) + b"\r\n--b1--\r\n"
    )  # fmt: skip
    result = clean(mail, "a.eml")
    (attached,) = message_from_bytes(result.data, policy=policy.default).iter_attachments()
    assert attached.get_filename() == name


STEMS = st.lists(st.sampled_from(["会議", "資料①", "㈱山田", "髙橋", "表示", "ソフト", "能力", "令和8年度"]), min_size=2, max_size=4).map("".join)  # fmt: skip


@pytest.mark.parametrize("way", ["CP932", "UTF-8 flag", "UTF-8 without flag", "Info-ZIP field"])
@given(STEMS)
@settings(max_examples=20)
def test_names_in_archives_arrive(way, stem):
    name = stem + ".txt"
    plain, sjis = name.encode("utf-8"), name.encode("cp932")
    field = struct.pack("<HHBI", 0x7075, 5 + len(plain), 1, zlib.crc32(sjis)) + plain
    entry = {
        "CP932": archives.Entry(sjis, flags=0),
        "UTF-8 flag": archives.Entry(plain),
        "UTF-8 without flag": archives.Entry(plain, flags=0),
        "Info-ZIP field": archives.Entry(sjis, flags=0, extra=field),
    }[way]
    result = clean(archives.zipped(entry), "a.zip")
    assert result.outcome == "delivered", result.reasons
    assert zipfile.ZipFile(BytesIO(result.data)).namelist() == [name]


@pytest.mark.parametrize("charset", ["cp932", "euc", "utf-8", "cp50221"])
@given(lines)
@settings(max_examples=20)
def test_tables_and_texts_arrive(charset, text):
    body = ENCODERS[charset](text)
    assert clean(body, "a.txt").data.decode("utf-8-sig").replace("\r\n", "\n") == text
    rows = "\n".join(f"{n},{line}" for n, line in enumerate(text.split("\n")))
    table = clean(ENCODERS[charset](rows), "a.csv").data.decode("utf-8-sig")
    assert table.replace("\r\n", "\n").strip("\n").replace('"', "") == rows


def test_private_letters_of_a_body_stay():
    """外字: what an organisation drew for itself has a place in Windows' table, and keeps it."""
    letters = bytes.fromhex("f040 f041 f9fc".replace(" ", ""))
    read = clean("氏名: ".encode("cp932") + letters + "様".encode("cp932"), "a.txt")
    assert read.data.decode("utf-8-sig") == "氏名: \ue000\ue001\ue757様"
