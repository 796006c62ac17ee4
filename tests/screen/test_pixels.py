"""What a session may say to its terminal."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.screen.errors import ProtocolError
from sekisho.screen.pixels import Pixels

BELL = b"\x02"
FENCE = struct.pack(">BxxxIB", 248, 1, 3) + b"abc"
END = b"\x96"


def pixels():
    return Pixels(3840, 2160)


def rectangle(encoding, body=b"", at=(0, 0), size=(8, 4)):
    return struct.pack(">HHHHi", *at, *size, encoding) + body


def update(*rectangles, count=None):
    return struct.pack(">BxH", 0, len(rectangles) if count is None else count) + b"".join(
        rectangles
    )


def text(said):
    return struct.pack(">Bxxxi", 3, len(said)) + said


def compact(length):
    out = bytearray()
    for shift in (0, 7):
        part = length >> shift & 0x7F
        if not length >> shift + 7:
            return bytes([*out, part])
        out.append(part | 0x80)
    return bytes([*out, length >> 14])


def measured(data):
    return compact(len(data)) + data


RAW = rectangle(0, bytes(range(128)))
COPY = rectangle(1, b"\0\1\0\2")
CURSOR = rectangle(-239, bytes(4 * 32 + 4))
TIGHT_FILL = rectangle(7, b"\x80abc")
TIGHT_JPEG = rectangle(7, b"\x90" + measured(b"\xff\xd8" + bytes(300) + b"\xff\xd9"))
TIGHT_BASIC = rectangle(7, b"\x00" + measured(zlib.compress(bytes(96))))
TIGHT_COPY_FILTER = rectangle(7, b"\x40\x00" + measured(zlib.compress(bytes(96))))
TIGHT_TWO = rectangle(7, b"\x50\x01\x01abcdef" + b"\x0f\x0f\x0f\x0f")  # 4 bytes: uncompressed
TIGHT_MANY = rectangle(7, b"\x60\x01\x02abcdefghi" + measured(zlib.compress(bytes(32))))
TIGHT_GRADIENT = rectangle(7, b"\x70\x02" + measured(zlib.compress(bytes(96))))
TIGHT_SMALL = rectangle(7, b"\x00abcdef", size=(2, 1))
SIZE = rectangle(-223, size=(1024, 700))
SCREENS = rectangle(-308, b"\x01\0\0\0" + bytes(16), size=(1024, 700))
KEYS = rectangle(-258)
DRAWN = [
    RAW, COPY, CURSOR, TIGHT_FILL, TIGHT_JPEG, TIGHT_BASIC, TIGHT_COPY_FILTER, TIGHT_TWO,
    TIGHT_MANY, TIGHT_GRADIENT, TIGHT_SMALL, SIZE, SCREENS, KEYS,
]  # fmt: skip
GOOD = [update(), update(*DRAWN), FENCE, END, *[update(each) for each in DRAWN]]


class TestWhatCrosses:
    @pytest.mark.parametrize("message", GOOD)
    def test_pixels_cross_as_they_are(self, message):
        told = pixels()
        assert told.feed(message) == message
        assert told.feed(END) == END  # the message was read to its very end

    @given(
        st.lists(st.sampled_from(GOOD), max_size=6),
        st.lists(st.integers(1, 200), min_size=1, max_size=40),
    )
    def test_how_the_bytes_are_cut_changes_nothing(self, messages, cuts):
        rest, told, crossed = b"".join(messages), pixels(), b""
        for cut in cuts:
            crossed += told.feed(rest[:cut])
            rest = rest[cut:]
        assert crossed + told.feed(rest) == b"".join(messages)

    @given(st.integers(0, (1 << 22) - 1))
    def test_a_length_of_one_to_three_bytes_is_read_as_it_was_written(self, length):
        head = update(rectangle(7, b"\x90" + compact(length)))
        told = pixels()
        assert told.feed(head) == head
        assert told.feed(bytes(length)) == bytes(length)
        assert told.feed(END) == END

    def test_rectangles_that_nobody_counted_end_with_the_last(self):
        message = update(COPY, RAW, rectangle(-224), count=0xFFFF)
        assert pixels().feed(message + END) == message + END


class TestWhatDoesNot:
    @pytest.mark.parametrize("said", [b"", b"secret", bytes(5000)])
    def test_text_of_the_session_and_its_bell_are_lost(self, said):
        told = pixels()
        assert told.feed(BELL + text(said) + END) == END

    @pytest.mark.parametrize(
        "message",
        [
            struct.pack(">BxHH", 1, 0, 1) + bytes(6),  # a map of colours
            b"\x04" + bytes(10),
            b"\xff" + bytes(10),
            update(rectangle(16, bytes(40))),  # ZRLE: nobody asked for it
            update(rectangle(-307, bytes(8))),  # a name of the desktop: a text
            update(rectangle(-260, bytes(8))),
            update(rectangle(7, b"\xa0\x01a")),  # a PNG
            update(rectangle(7, b"\x40\x07" + bytes(10))),
            update(rectangle(0, b"", at=(3800, 0), size=(100, 10))),
            update(rectangle(-239, b"", size=(2000, 2000))),
            struct.pack(">BxxxIB", 248, 1, 65) + bytes(65),
            struct.pack(">Bxxxi", 3, 1 << 30),
        ],
    )
    def test_what_is_not_on_the_list_ends_the_connection(self, message):
        with pytest.raises(ProtocolError):
            pixels().feed(message)

    @given(st.binary(max_size=600))
    def test_any_bytes_cross_as_whole_words_or_end_the_connection(self, untrusted):
        try:
            crossed = pixels().feed(untrusted)
        except ProtocolError:
            return
        assert pixels().feed(crossed) == crossed
