"""The words between parent, server and job: what is packed is read, a piece is never an answer."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.sandbox.limits import JobLimits, Used
from sekisho.sandbox.wire import Ending, Outcome, Report, Request, end_mark, read_marked, write_all

SIZES = st.integers(1, 2**50)
SECONDS = st.floats(0.001, 1e6)


@given(
    function=st.text("abc.:_", min_size=1, max_size=50),
    size=SIZES,
    limits=st.builds(JobLimits, SIZES, SECONDS, SECONDS, SIZES),
)
def test_a_request_is_read_as_written(function, size, limits):
    request = Request(function, size, limits)
    assert Request.unpack(request.pack()) == request


@given(
    ending=st.sampled_from(Ending),
    status=st.integers(0, 0xFFFF),
    used=st.builds(Used, SECONDS, SECONDS, SIZES),
)
def test_a_report_is_read_as_written(ending, status, used):
    report = Report(ending, status, used)
    assert Report.unpack(report.pack()) == report


@pytest.fixture
def memory():
    descriptor = os.memfd_create("test")
    yield descriptor
    os.close(descriptor)


@given(data=st.binary(max_size=200), outcome=st.sampled_from(Outcome), cut=st.integers(0, 300))
def test_only_a_whole_answer_with_its_mark_is_read(data, outcome, cut):
    whole = data + end_mark(outcome, len(data))
    descriptor = os.memfd_create("test")
    try:
        write_all(descriptor, whole)
        assert read_marked(descriptor) == (outcome, data)
        os.ftruncate(descriptor, min(cut, len(whole) - 1))
        assert read_marked(descriptor) is None
    finally:
        os.close(descriptor)


@given(beside=st.binary(min_size=1, max_size=50), data=st.binary(max_size=50))
def test_anything_beside_the_answer_spoils_it(beside, data):
    for whole in (
        beside + data + end_mark(Outcome.DONE, len(data)),
        data + end_mark(Outcome.DONE, len(data)) + beside,
    ):
        descriptor = os.memfd_create("test")
        try:
            write_all(descriptor, whole)
            assert read_marked(descriptor) is None
        finally:
            os.close(descriptor)


def test_a_mark_of_no_known_outcome_is_none(memory):
    write_all(memory, b"x" + end_mark(9, 1))
    assert read_marked(memory) is None
