"""What is proven of crossings: each verdict by rows or files that make it so."""

from datetime import timedelta

import pytest
from tests.web.factories import AT
from tests.web.transfers.parts import desk, held, record, take, write

from sekisho.mailgate.rows import Envelope
from sekisho.mailgate.standing import Standing
from sekisho.sandbox import REQUIRED
from sekisho.sanitize import PRELOAD
from sekisho.verdicts import Verdict
from sekisho.web.transfers import actions, checks, originals
from sekisho.web.transfers.models import Crossing

pytestmark = pytest.mark.django_db
LAYERS = frozenset(str(group[0]) for group in REQUIRED)


@pytest.fixture
def spool(tmp_path, settings):
    settings.MAILGATE_SPOOL = tmp_path / "mailgate"
    write(settings.MAILGATE_SPOOL)
    return settings.MAILGATE_SPOOL


def running(spool, at=AT, **changed):
    layers = dict.fromkeys(PRELOAD, LAYERS) | changed.pop("layers", {})
    Standing(at, layers, **changed).write(spool)


def waiting(spool, at, number="20260601-AAAA"):
    envelope = Envelope(
        number,
        at.isoformat(),
        "192.0.2.1",
        "x",
        encrypted=False,
        sender="a@b.jp",
        recipients=("c@d",),
    )
    (spool / f"{number}.in").write_bytes(envelope.as_line() + b"From: x\r\n\r\n")


class TestSanitised:
    def test_holds_when_all_that_crossed_has_a_verified_output(self, spool):
        take(spool, record(), record(outcome="text-only"), held())
        found = checks.crossings_sanitised(AT)
        assert found.verdict is Verdict.HOLDS
        assert found.figures == {"crossed": 2, "stayed": 1, "bare": 0}

    def test_fails_for_one_without(self, spool):
        row, _ = take(spool, record(), record())
        Crossing.objects.filter(pk=row.pk).update(sha256_out="")
        found = checks.crossings_sanitised(AT)
        assert found.verdict is Verdict.FAILS
        assert found.rows == ({"crossing": row.pk},)

    @pytest.mark.parametrize("deep", [False, True])
    def test_fails_for_a_file_inside_without(self, spool, deep):
        bare = {"input": "a.docx", "outcome": "delivered", "sha256_out": None, "children": []}
        outer = {"input": "a.zip", "outcome": "held", "sha256_out": None, "children": [bare]}
        children = [outer] if deep else [bare]
        (row,) = take(spool, record(report={"children": children}))
        found = checks.crossings_sanitised(AT)
        assert found.verdict is Verdict.FAILS
        assert found.rows == ({"crossing": row.pk},)

    def test_proves_nothing_before_anything_crossed(self, spool):
        take(spool, held())
        assert checks.crossings_sanitised(AT).verdict is Verdict.WEAK


class TestAnswered:
    @pytest.mark.parametrize(
        ("days", "verdict"), [(0, "holds"), (3, "holds"), (4, "weak"), (14, "weak"), (15, "fails")]
    )
    def test_it_turns_with_the_days(self, spool, days, verdict):
        take(spool, held(), record())
        found = checks.crossings_answered(AT + timedelta(days=days))
        assert found.verdict == verdict
        assert found.figures["waiting"] == 1

    def test_what_was_closed_is_answered(self, spool):
        (row,) = take(spool, held())
        actions.close(crossing=row, reason="x", by=desk(), at=AT)
        found = checks.crossings_answered(AT + timedelta(days=30))
        assert (found.verdict, found.figures["waiting"]) == (Verdict.HOLDS, 0)


class TestQueue:
    def test_holds_while_the_gateway_runs_and_nothing_waits_long(self, spool):
        running(spool)
        waiting(spool, AT - timedelta(minutes=5))
        found = checks.gateway_queue(AT)
        assert found.verdict is Verdict.HOLDS
        assert (found.figures["waiting"], found.figures["oldest_minutes"]) == (1, 5)

    @pytest.mark.parametrize(("hours", "verdict"), [(2, "weak"), (5, "fails")])
    def test_a_mail_that_waits_is_told(self, spool, hours, verdict):
        running(spool)
        waiting(spool, AT - timedelta(hours=hours))
        waiting(spool, AT, number="20260601-BBBB")
        found = checks.gateway_queue(AT)
        assert (found.verdict, found.figures["oldest_minutes"]) == (verdict, hours * 60)

    def test_a_row_on_its_way_counts_by_its_arrival(self, spool):
        running(spool)
        row = record(at=AT - timedelta(hours=5))
        (spool / f"{row.number}.row").write_bytes(row.as_bytes())
        assert checks.gateway_queue(AT).verdict is Verdict.FAILS

    def test_a_gateway_that_stopped_is_weak_and_fails_with_mail_waiting(self, spool):
        running(spool, at=AT - timedelta(minutes=11))
        assert checks.gateway_queue(AT).verdict is Verdict.WEAK
        waiting(spool, AT)
        assert checks.gateway_queue(AT).verdict is Verdict.FAILS

    def test_a_gateway_that_never_ran_is_weak(self, spool):
        assert checks.gateway_queue(AT).verdict is Verdict.WEAK

    @pytest.mark.parametrize("name", ["records/x.json", "held/x.row.damaged"])
    def test_what_cannot_be_read_fails(self, spool, name):
        running(spool)
        (spool / name).write_bytes(b"{")
        found = checks.gateway_queue(AT)
        assert (found.verdict, found.figures["unreadable"]) == (Verdict.FAILS, 1)

    def test_no_spool_at_all_is_no_error(self, tmp_path, settings):
        settings.MAILGATE_SPOOL = tmp_path / "none"
        assert checks.gateway_queue(AT).verdict is Verdict.WEAK


class TestConfined:
    def test_holds_with_every_required_layer_in_every_profile(self, spool):
        running(spool)
        found = checks.gateway_confined(AT)
        assert found.verdict is Verdict.HOLDS
        assert found.figures == {"layers": len(LAYERS), "lacking": 0}

    @pytest.mark.parametrize("layer", sorted(LAYERS))
    def test_fails_without_one_and_names_it(self, spool, layer):
        name = next(iter(PRELOAD))
        running(spool, layers={name: LAYERS - {layer}}, accepted=frozenset({layer}))
        found = checks.gateway_confined(AT)
        assert found.verdict is Verdict.FAILS
        assert found.rows == ({"profile": name, "layer": layer},)

    def test_fails_for_a_profile_that_never_started(self, spool):
        Standing(AT, {}, frozenset()).write(spool)
        assert checks.gateway_confined(AT).verdict is Verdict.FAILS

    def test_one_of_two_layers_that_do_the_same_is_enough(self, spool):
        other = (LAYERS - {"landlock"}) | {"mount_namespace"}
        running(spool, layers=dict.fromkeys(PRELOAD, other))
        assert checks.gateway_confined(AT).verdict is Verdict.HOLDS

    @pytest.mark.parametrize("data", [b"", b"{}", b'{"at": 1}', b'{"at":"x","layers":{}}'])
    def test_what_cannot_be_read_proves_nothing(self, spool, data):
        (spool / "state.json").write_bytes(data)
        assert checks.gateway_confined(AT).verdict is Verdict.WEAK


class TestOriginals:
    @pytest.fixture(autouse=True)
    def _apart(self, tmp_path, settings):
        settings.QUARANTINE = tmp_path / "quarantine"
        settings.QUARANTINE.mkdir()

    def keep(self, row, kind="mail"):
        return originals.store().put(row.number, b"original", kind=kind, at=row.at)

    def test_holds_while_each_is_there_untouched_and_in_time(self, spool):
        (row,) = take(spool, record())
        self.keep(row)
        assert checks.originals_kept(AT).verdict is Verdict.HOLDS

    def test_fails_for_one_that_is_missing(self, spool):
        (row,) = take(spool, record())
        found = checks.originals_kept(AT)
        assert (found.verdict, found.rows) == (Verdict.FAILS, ({"number": row.number},))

    def test_fails_for_one_whose_facts_were_altered(self, spool, settings):
        (row,) = take(spool, record())
        self.keep(row)
        meta = settings.QUARANTINE / f"{row.number}.meta"
        meta.write_text(meta.read_text().replace('"mail"', '"mail-held"'))
        found = checks.originals_kept(AT)
        assert (found.verdict, found.figures["altered"]) == (Verdict.FAILS, 1)

    def test_fails_for_one_past_its_time_unless_somebody_still_decides(self, spool):
        later = AT + timedelta(days=200)
        (row,) = take(spool, held())
        self.keep(row, kind="mail-held")
        assert checks.originals_kept(later).verdict is Verdict.HOLDS
        actions.close(crossing=row, reason="x", by=desk(), at=AT)
        found = checks.originals_kept(later)
        assert (found.verdict, found.figures["overdue"]) == (Verdict.FAILS, 1)

    def test_one_destroyed_with_evidence_is_not_missing(self, spool):
        (row,) = take(spool, record())
        self.keep(row)
        gone = AT + timedelta(days=90)
        assert actions.expire_originals(at=gone) == 1
        found = checks.originals_kept(AT)
        assert (found.verdict, found.figures["missing"]) == (Verdict.WEAK, 0)
