"""What the machine does by itself: fetch what runs, prove again, and see what drifted."""

import os
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.factories import AT
from tests.web.zones.parts import (
    CLOSED,
    FORGOTTEN,
    decided_flow,
    mail_gateway,
    place_zones,
    router,
    special,
    took,
)

from sekisho.web.zones import actions, fetching
from sekisho.web.zones.fetching import DropFolder
from sekisho.web.zones.models import Configuration, Proof
from sekisho.web.zones.proving import LARGEST_BYTES
from sekisho.web.zones.queries import standings

DAY_LATER = AT + timedelta(days=1)


@pytest.fixture
def folder(tmp_path):
    before = list(fetching._source)
    fetching.install(DropFolder(tmp_path))
    yield tmp_path
    fetching._source[:] = before


@pytest.fixture
def network(db):
    place_zones(families=(4,))
    decided_flow(through=mail_gateway())


class TestFolder:
    def test_the_newest_file_of_a_name_is_taken_whatever_its_ending(self, tmp_path):
        (tmp_path / "gw.old").write_text("1")
        os.utime(tmp_path / "gw.old", (1, 1))
        (tmp_path / "gw.txt").write_text("2")
        (tmp_path / "other.txt").write_text("3")
        (tmp_path / "gw.txt.part").write_text("4")
        (found,) = DropFolder(tmp_path).fetch(["gw", "missing"])
        assert (found.drop, found.name, found.data) == ("gw", "gw.txt", b"2")

    def test_links_folders_and_pipes_are_passed_over(self, tmp_path):
        (tmp_path / "secret").write_text("x")
        (tmp_path / "a.txt").symlink_to(tmp_path / "secret")
        (tmp_path / "b.txt").mkdir()
        os.mkfifo(tmp_path / "c.txt")
        assert list(DropFolder(tmp_path).fetch(["a", "b", "c"])) == []

    def test_no_folder_is_no_fault_and_a_large_file_is_not_read_whole(self, tmp_path):
        assert list(DropFolder(tmp_path / "none").fetch(["a"])) == []
        with (tmp_path / "a.txt").open("wb") as file:
            file.truncate(3 * LARGEST_BYTES)
        (found,) = DropFolder(tmp_path).fetch(["a"])
        assert len(found.data) == LARGEST_BYTES + 1

    @given(st.lists(st.text("abc./-_", min_size=1, max_size=6)))
    def test_no_name_reaches_outside_the_folder(self, names):
        assert list(DropFolder(fetching.Path("/nowhere")).fetch(names)) == []


class TestRunning:
    def test_the_same_configuration_is_seen_again_and_nothing_drifted(self, network, folder):
        row = router(drop="gw")
        took(row, CLOSED)
        (folder / "gw.txt").write_text(CLOSED)
        assert actions.take_running(at=DAY_LATER) == 1
        found = Configuration.objects.get()
        assert found.seen_at == DAY_LATER
        (standing,) = standings(DAY_LATER)
        assert (standing.drifted, standing.sign) == (False, "holds")

    def test_another_configuration_has_drifted_until_a_person_confirms_it(self, network, folder):
        row = router(drop="gw")
        took(row, CLOSED)
        (folder / "gw.txt").write_text(CLOSED.replace("* 25", "* 25,80"))
        actions.take_running(at=DAY_LATER)
        (standing,) = standings(DAY_LATER)
        assert standing.drifted
        assert standing.proof.figures["opened"] == 1
        by = Configuration.objects.last().confirmed_by
        newest = Configuration.objects.first()
        actions.confirm_configuration(configuration=newest, by=by, at=DAY_LATER)
        (standing,) = standings(DAY_LATER)
        assert not standing.drifted

    def test_a_change_without_a_difference_in_packets_is_no_drift(self, network, folder):
        row = router(drop="gw")
        took(row, CLOSED)
        (folder / "gw.txt").write_text("# 2026-06-02 に書き出し\n" + CLOSED)
        actions.take_running(at=DAY_LATER)
        (standing,) = standings(DAY_LATER)
        assert Configuration.objects.count() == 2
        assert not standing.drifted

    def test_a_file_that_cannot_be_read_leaves_the_device_as_it_was(self, network, folder, caplog):
        row = router(drop="gw")
        took(row, CLOSED)
        (folder / "gw.txt").write_bytes(b"\0\1\2")
        assert actions.take_running(at=DAY_LATER) == 0
        assert "refused" in caplog.text
        assert Configuration.objects.get().seen_at == AT

    def test_without_a_source_nothing_is_fetched(self, network):
        before = list(fetching._source)
        fetching._source.clear()
        router(drop="gw")
        assert actions.take_running(at=AT) == 0
        fetching._source[:] = before


class TestProvingAgain:
    def test_a_flow_that_lapsed_is_found_the_same_day(self, network):
        """The device still lets through what was permitted until yesterday."""
        special(days=1, source="10.10.0.21/32", destination="10.20.0.40/32")
        text = CLOSED.replace(
            "ip filter 2999 reject * *",
            "ip filter 2010 pass 10.10.0.21 10.20.0.40 tcp * 443\nip filter 2999 reject * *",
        ).replace("lan2 secure filter in 2999", "lan2 secure filter in 2010 2999")
        assert took(router(), text).verdict == "proven"
        assert actions.prove_due(at=AT + timedelta(hours=1)) == 0
        assert actions.prove_due(at=DAY_LATER) == 1
        newest = Proof.objects.first()
        assert (newest.verdict, newest.pairs) == ("violated", [["mynumber", "lgwan"]])
        assert newest.by is None

    def test_every_day_once(self, network):
        took(router(), FORGOTTEN)
        for hours, proven in ((1, 0), (21, 1), (22, 0)):
            assert actions.prove_due(at=AT + timedelta(hours=hours)) == proven

    def test_without_a_policy_nothing_is_done(self, db):
        assert actions.prove_due(at=AT) == 0
