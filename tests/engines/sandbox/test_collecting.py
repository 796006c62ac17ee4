"""An archive from inside is hostile until it is plain files asked for, within bounds."""

import io
import os
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.sandbox import JobFailed, JobOutputTooLarge
from sekisho.sandbox.collecting import collected, processor_seconds, read_bounded

HEAD = b"0m0.010000s 0m0.020000s\n1m2.500000s 0m0.250000s\n"


def member(name, kind=tarfile.REGTYPE, size=0, **words):
    info = tarfile.TarInfo(name)
    info.type, info.size = kind, size
    for key, value in words.items():
        setattr(info, key, value)
    return info


def archive(*members):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.GNU_FORMAT) as made:
        for info, data in members:
            made.addfile(info, io.BytesIO(data))
    return file.getvalue()


def read(data, patterns, most=1000, head=HEAD):
    descriptor = os.memfd_create("test")
    try:
        os.write(descriptor, head + data)
        return collected(descriptor, patterns, most)
    finally:
        os.close(descriptor)


def plain(name, data):
    return member(name, size=len(data)), data


def test_plain_files_asked_for_come_back():
    made = archive(plain("a.txt", b"1"), plain("b.txt", b"22"))
    assert read(made, ["*.txt"]) == {"a.txt": b"1", "b.txt": b"22"}


@pytest.mark.parametrize(
    "members",
    [
        [(member("a", tarfile.SYMTYPE, linkname="/etc/passwd"), b"")],
        [(member("a", tarfile.LNKTYPE, linkname="b"), b"")],
        [(member("a", tarfile.DIRTYPE), b"")],
        [(member("a", tarfile.FIFOTYPE), b"")],
        [(member("a", tarfile.CHRTYPE), b"")],
        [(member("a", tarfile.GNUTYPE_SPARSE), b"")],
        [plain("a", b"1"), plain("a", b"2")],
        [plain("../a", b"1")],
        [plain("/a", b"1")],
        [plain("other", b"1")],
    ],
)
def test_anything_else_in_it_is_refused_with_all_of_it(members):
    with pytest.raises(JobFailed):
        read(archive(*members), ["a"])


def test_a_pattern_does_not_reach_into_folders():
    with pytest.raises(JobFailed):
        read(archive(plain("folder/a", b"1")), ["*"])


def test_files_are_bounded_together():
    made = archive(plain("a", b"x" * 600), plain("b", b"x" * 600))
    assert len(read(made, ["*"], most=1200)) == 2
    with pytest.raises(JobOutputTooLarge):
        read(made, ["*"], most=1199)


def test_a_size_that_is_not_there_is_refused():
    with pytest.raises(JobFailed):
        read(archive(plain("a", b"x" * 600))[:900], ["a"])


@given(data=st.binary(max_size=2000), at=st.integers(0, 511), byte=st.integers(0, 255))
def test_no_archive_ends_but_in_files_or_a_failed_job(data, at, byte):
    good = bytearray(archive(plain("a", b"x" * 600)))
    good[at] = byte
    for made in (data, bytes(good), bytes(good) + data):
        try:
            found = read(made, ["a"])
        except JobFailed:
            continue
        assert set(found) == {"a"}
        assert len(found["a"]) <= 1000


@given(head=st.binary(max_size=300))
def test_time_used_is_a_number_whatever_is_written(head):
    descriptor = os.memfd_create("test")
    try:
        os.write(descriptor, head)
        assert 0 <= processor_seconds(descriptor) < 10**9
    finally:
        os.close(descriptor)


def test_time_used_is_the_childrens_in_both_modes():
    descriptor = os.memfd_create("test")
    try:
        os.write(descriptor, HEAD)
        assert processor_seconds(descriptor) == 62.75
        assert read_bounded(descriptor, len(HEAD)) == HEAD
        with pytest.raises(JobOutputTooLarge):
            read_bounded(descriptor, len(HEAD) - 1)
    finally:
        os.close(descriptor)
