"""The watch over all sessions of a host goes on, whatever happens to one of them."""

import asyncio

import pytest
from tests.screen import world
from tests.screen.test_door import opened
from tests.screen.test_session import given

from sekisho.screen import FullError, StartError, browser, processes
from sekisho.screen.session import Session

pytestmark = [
    pytest.mark.skipif(bool(world.missing()), reason=world.missing()),
    pytest.mark.timeout(120),
]


@pytest.fixture
def quiet(monkeypatch):
    monkeypatch.setattr(browser, "words", lambda _options: ["/bin/sh", "-c", "sleep 600"])


@pytest.fixture
def running(quiet):
    with world.Running(world.options(1, warm=0)) as host:
        yield host


def begin(running, name):
    return running.call(running.host.opened(given(session=name, person=f"p-{name}")))


def endings(running):
    return {each["session"]: each["details"] for each in running.journal.of("ended")}


class TestWatch:
    def test_one_ended_by_its_person_while_a_round_goes_on_is_ended_once_and_limits_hold_on(
        self, running, monkeypatch
    ):
        end = Session.end

        async def slowly(session):
            if session.name == "s-1" and "s-2" in running.host.running:
                await running.host.end("s-2", "asked")
            return await end(session)

        monkeypatch.setattr(Session, "end", slowly)
        begin(running, "s-1")
        begin(running, "s-2")
        for name in ("s-1", "s-2"):
            running.host.running[name].acted = 0
        world.until(lambda: len(running.journal.of("ended")) == 2)
        begin(running, "s-3").acted = 0
        world.until(lambda: "s-3" in endings(running))
        assert endings(running) == {
            "s-1": {"ending": "idle", "left": 0},
            "s-2": {"ending": "asked", "left": 0},
            "s-3": {"ending": "idle", "left": 0},
        }

    def test_an_end_that_cannot_be_written_down_stops_no_watch(self, running, monkeypatch):
        write = running.journal.write

        def full(record):
            if record.session == "s-1" and record.kind == "ended":
                raise OSError("no space")
            write(record)

        monkeypatch.setattr(running.journal, "write", full)
        folder = begin(running, "s-1").room.folder
        running.host.running["s-1"].acted = 0
        world.until(lambda: "s-1" not in running.host.running and not folder.exists())
        begin(running, "s-2").acted = 0
        world.until(lambda: "s-2" in endings(running))

    def test_what_is_left_of_an_ended_session_is_written_down(self, running, monkeypatch):
        session = begin(running, "s-1")
        monkeypatch.setattr("sekisho.screen.session.shutil.rmtree", lambda *_, **__: None)
        running.call(running.host.end("s-1", "asked"))
        assert session.room.folder.exists()
        assert endings(running)["s-1"] == {"ending": "asked", "left": 1}


class TestOpening:
    def test_one_that_cannot_be_written_down_is_not_opened(self, running, monkeypatch):
        def full(_record):
            raise OSError("no space")

        monkeypatch.setattr(running.journal, "write", full)
        assert opened(running.address()) == 4003
        assert not running.host.running
        assert not list((running.base / "run").iterdir())

    def test_one_that_broke_is_ended_before_its_person_gets_another(self, quiet):
        with world.Running(world.options(1, warm=0)) as running:
            broken = begin(running, "s-1")
            running.call(killed(broken))
            again = begin(running, "s-1")
            assert again is not broken
            assert again.alive
            assert not broken.room.folder.exists()
            kinds = [each["kind"] for each in running.journal.records]
            assert kinds == ["opened", "ended", "opened"]
            assert endings(running)["s-1"] == {"ending": "broken", "left": 0}

    def test_one_that_crashes_leaves_the_others_as_they_were(self, running):
        bad, good = begin(running, "bad"), begin(running, "good")
        first = processes.family(good.process.pid)[:2]
        running.call(killed(bad))
        world.until(lambda: "bad" in endings(running))
        assert good.alive
        assert processes.family(good.process.pid)[:2] == first
        assert opened(running.address("good", "p-good")) == (1366, 768)

    def test_a_folder_that_cannot_be_made_is_said_and_leaves_nothing(self, running, monkeypatch):
        def full(*_, **__):
            raise OSError("no space")

        monkeypatch.setattr("sekisho.screen.launching.rule", full)
        with pytest.raises(StartError):
            begin(running, "s-1")
        assert not list((running.base / "run").iterdir())


class TestStopping:
    def test_one_that_is_being_opened_is_ended_with_the_rest_and_none_after(self, running):
        async def both():
            opening = asyncio.create_task(running.host.opened(given(session="s-1")))
            await asyncio.sleep(0)
            await running.host.stop()
            return await asyncio.gather(opening, return_exceptions=True)

        (found,) = running.call(both())
        assert isinstance(found, (Session, FullError))
        assert not running.host.running
        assert not list((running.base / "run").iterdir())
        with pytest.raises(FullError):
            begin(running, "s-2")


async def killed(session):
    """Kill a session's programs as a crash would, and wait until they are gone."""
    session.process.kill()
    await session.process.wait()
