"""Text is read in the character sets Japanese offices use."""

import pytest
from tests.engines.policytext import making

from sekisho import policytext
from sekisho.policytext import UnknownFormatError, encoding

TEXT = making.sample("a-ministry-web.txt").decode().replace("①", "ア").replace("②", "イ")


@pytest.mark.parametrize(
    "charset", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "iso2022_jp", "utf-16"]
)
def test_each_character_set_gives_the_same_document(charset):
    plain = policytext.read(TEXT.encode())
    document = policytext.read(TEXT.encode(charset))
    assert document.clauses == plain.clauses
    assert document.title == plain.title


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
def test_each_kind_of_line_end_gives_the_same_document(ends):
    document = policytext.read(TEXT.replace("\n", ends).encode())
    assert document.clauses == policytext.read(TEXT.encode()).clauses


def test_a_declared_character_set_is_believed_only_where_it_fits():
    assert encoding.decode("端末".encode("cp932"), "Shift_JIS") == "端末"
    assert encoding.decode("端末".encode(), "Shift_JIS") == "端末"
    assert encoding.decode("端末".encode(), "no-such-set") == "端末"
    assert encoding.decode("端末".encode(), "rot13") == "端末"


def test_vendor_characters_of_cp932_are_kept():
    assert encoding.decode("①㈱髙﨑".encode("cp932")) == "①㈱髙﨑"


@pytest.mark.parametrize(
    "data", [b"\0\1\2\3", b"\xff\xff\xfe\x00", b"\xef\xbb\xbf\xff\xff", b"\x81"]
)
def test_bytes_that_are_no_text_are_refused(data):
    with pytest.raises(UnknownFormatError):
        encoding.decode(data)
