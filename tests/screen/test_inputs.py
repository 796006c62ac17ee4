"""What a terminal may say to its session."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.screen.errors import ProtocolError
from sekisho.screen.inputs import ENCODINGS, Inputs

KEY = struct.pack(">BBxxI", 4, 1, 0x61)
POINTER = struct.pack(">BBHH", 5, 1, 20, 30)
ASK = struct.pack(">BBHHHH", 3, 1, 0, 0, 1366, 768)
CONTINUOUS = struct.pack(">BBHHHH", 150, 1, 0, 0, 1366, 768)
FORMAT = struct.pack(">BxxxBBBBHHHBBBxxx", 0, 32, 24, 0, 1, 255, 255, 255, 16, 8, 0)
QEMU_KEY = struct.pack(">BBHII", 255, 0, 1, 0x61, 30)
FENCE = struct.pack(">BxxxIB", 248, 1, 4) + b"abcd"
SIZE = struct.pack(">BxHHBx", 251, 1024, 700, 1) + bytes(16)


def text(said):
    return struct.pack(">Bxxxi", 6, len(said)) + said


def extended_text(said):
    return struct.pack(">Bxxxi", 6, -len(said)) + said


def encodings(*numbers):
    return struct.pack(f">BxH{len(numbers)}i", 2, len(numbers), *numbers)


def inputs(acted=lambda: None):
    return Inputs(3840, 2160, acted)


GOOD = [KEY, POINTER, ASK, CONTINUOUS, FORMAT, QEMU_KEY, FENCE, SIZE]


class TestWhatCrosses:
    @pytest.mark.parametrize("message", GOOD)
    def test_keys_the_pointer_and_asking_for_pixels_cross_as_they_are(self, message):
        assert inputs().feed(message) == message

    @given(
        st.lists(st.sampled_from(GOOD), max_size=12),
        st.lists(st.integers(1, 40), min_size=1, max_size=30),
    )
    def test_how_the_bytes_are_cut_changes_nothing(self, messages, cuts):
        whole, rest, told = b"".join(messages), b"".join(messages), inputs()
        crossed = b""
        for cut in cuts:
            crossed += told.feed(rest[:cut])
            rest = rest[cut:]
        assert crossed + told.feed(rest) == whole

    def test_half_a_message_does_not_cross(self):
        told = inputs()
        assert told.feed(KEY[:7]) == b""
        assert told.feed(KEY[7:]) == KEY

    def test_each_key_and_move_counts_as_acting_and_asking_for_pixels_does_not(self):
        acted = []
        told = inputs(lambda: acted.append(1))
        told.feed(ASK + FENCE + FORMAT + CONTINUOUS + SIZE)
        assert not acted
        told.feed(KEY + POINTER + QEMU_KEY)
        assert len(acted) == 3


class TestWhatDoesNot:
    @pytest.mark.parametrize("said", [text(b""), text("秘密".encode()), extended_text(b"\0" * 40)])
    def test_text_from_the_clipboard_is_lost_and_what_follows_crosses(self, said):
        told = inputs()
        assert told.feed(said + KEY) == KEY
        assert told.refused_texts == 1

    @given(st.binary(max_size=300), st.integers(1, 50))
    def test_no_byte_of_a_text_crosses_however_it_is_cut(self, said, cut):
        told, message = inputs(), text(said)
        crossed = [told.feed(message[at : at + cut]) for at in range(0, len(message), cut)]
        assert b"".join(crossed) == b""

    def test_a_text_without_end_ends_the_connection(self):
        with pytest.raises(ProtocolError):
            inputs().feed(struct.pack(">Bxxxi", 6, 1 << 30))

    def test_of_encodings_only_those_we_can_read_are_asked_for(self):
        listed = (7, 16, 5, 1, 0, -239, -224, -0x3F5E1A32, -26, -260)
        told = inputs().feed(encodings(*listed))
        kept = struct.unpack(f">BxH{(len(told) - 4) // 4}i", told)[2:]
        assert kept == tuple(each for each in listed if each in ENCODINGS)
        assert 16 not in kept
        assert -0x3F5E1A32 not in kept  # the extended clipboard

    @pytest.mark.parametrize(
        "message",
        [
            struct.pack(">BBHH", 255, 1, 0, 0) + bytes(20),  # sound
            struct.pack(">BxBB", 250, 1, 2),  # switching the machine off
            b"\x07" + bytes(20),
            struct.pack(">BxxxBBBBHHHBBBxxx", 0, 8, 8, 0, 0, 7, 7, 3, 0, 3, 6),  # 8-bit colours
            struct.pack(">BxxxIB", 248, 1, 65) + bytes(65),
            struct.pack(">BxHHBx", 251, 60000, 700, 1) + bytes(16),
            struct.pack(">BxHHBx", 251, 0, 700, 1) + bytes(16),
            struct.pack(">BxHHBx", 251, 100, 100, 200) + bytes(3200),
            struct.pack(">BxH", 2, 65535),
        ],
    )
    def test_what_is_not_on_the_list_ends_the_connection(self, message):
        with pytest.raises(ProtocolError):
            inputs().feed(message)

    @given(st.binary(max_size=500))
    def test_any_bytes_cross_as_whole_messages_or_end_the_connection(self, untrusted):
        told = inputs()
        try:
            crossed = told.feed(untrusted)
        except ProtocolError:
            return
        assert inputs().feed(crossed) == crossed  # what crossed is itself nothing but good messages
