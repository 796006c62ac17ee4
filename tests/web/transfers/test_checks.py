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
from sekisho.web.transfers import actions, checks, gateway, originals
from sekisho.web.transfers.models import Crossing
from sekisho.web.transfers.models import Standing as Row

pytestmark = pytest.mark.django_db
LAYERS = frozenset(str(group[0]) for group in REQUIRED)


@pytest.fixture
def spool(tmp_path, settings):
    settings.MAILGATE_SPOOL = tmp_path / "mailgate"
    write(settings.MAILGATE_SPOOL)
    return settings.MAILGATE_SPOOL


def told(spool, at=AT, machine="one"):
    """Have a machine's worker write down how its gateways stand."""
    downloads = spool.with_name(f"{spool.name}-downloads")
    actions.tell_standings(machine=machine, spool=spool, downloads=downloads, at=at)


def queue(spool, at=AT):
    told(spool, at)
    return checks.gateway_queue(at)


def confined(spool, at=AT):
    told(spool, at)
    return checks.gateway_confined(at)


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
        found = queue(spool)
        assert found.verdict is Verdict.HOLDS
        assert (found.figures["waiting"], found.figures["oldest_minutes"]) == (1, 5)

    @pytest.mark.parametrize(("hours", "verdict"), [(2, "weak"), (5, "fails")])
    def test_a_mail_that_waits_is_told(self, spool, hours, verdict):
        running(spool)
        waiting(spool, AT - timedelta(hours=hours))
        waiting(spool, AT, number="20260601-BBBB")
        found = queue(spool)
        assert (found.verdict, found.figures["oldest_minutes"]) == (verdict, hours * 60)

    def test_a_row_on_its_way_counts_by_its_arrival(self, spool):
        running(spool)
        row = record(at=AT - timedelta(hours=5))
        (spool / f"{row.number}.row").write_bytes(row.as_bytes())
        assert queue(spool).verdict is Verdict.FAILS

    def test_a_gateway_that_stopped_is_weak_and_fails_with_mail_waiting(self, spool):
        running(spool, at=AT - timedelta(minutes=11))
        assert queue(spool).verdict is Verdict.WEAK
        waiting(spool, AT)
        assert queue(spool).verdict is Verdict.FAILS

    def test_a_gateway_that_never_ran_is_weak(self, spool):
        assert queue(spool).verdict is Verdict.WEAK

    @pytest.mark.parametrize("name", ["records/x.json", "held/x.row.damaged"])
    def test_what_cannot_be_read_fails(self, spool, name):
        running(spool)
        (spool / name).write_bytes(b"{")
        found = queue(spool)
        assert (found.verdict, found.figures["unreadable"]) == (Verdict.FAILS, 1)

    def test_no_spool_at_all_is_no_error(self, tmp_path):
        assert queue(tmp_path / "none").verdict is Verdict.WEAK


class TestConfined:
    def test_holds_with_every_required_layer_in_every_profile(self, spool):
        running(spool)
        found = confined(spool)
        assert found.verdict is Verdict.HOLDS
        assert found.figures == {"gateways": 1, "layers": len(LAYERS), "lacking": 0}

    @pytest.mark.parametrize("layer", sorted(LAYERS))
    def test_fails_without_one_and_names_it(self, spool, layer):
        name = next(iter(PRELOAD))
        running(spool, layers={name: LAYERS - {layer}}, accepted=frozenset({layer}))
        found = confined(spool)
        assert found.verdict is Verdict.FAILS
        expected = {"machine": "one", "service": "mail", "profile": name, "layer": layer}
        assert found.rows == (expected,)

    def test_fails_for_a_profile_that_never_started(self, spool):
        Standing(AT, {}, frozenset()).write(spool)
        assert confined(spool).verdict is Verdict.FAILS

    def test_one_of_two_layers_that_do_the_same_is_enough(self, spool):
        other = (LAYERS - {"landlock"}) | {"mount_namespace"}
        running(spool, layers=dict.fromkeys(PRELOAD, other))
        assert confined(spool).verdict is Verdict.HOLDS

    @pytest.mark.parametrize("data", [b"", b"{}", b'{"at": 1}', b'{"at":"x","layers":{}}'])
    def test_what_cannot_be_read_proves_nothing(self, spool, data):
        (spool / "state.json").write_bytes(data)
        assert confined(spool).verdict is Verdict.WEAK

    def test_the_icap_service_is_judged_as_the_mail_gateway_is(self, spool):
        running(spool)
        downloads = spool.with_name(f"{spool.name}-downloads")
        folder = gateway.told_in(downloads)
        folder.mkdir(parents=True)
        Standing(AT, dict.fromkeys(PRELOAD, LAYERS)).write(folder)
        found = confined(spool)
        assert (found.verdict, found.figures["gateways"]) == (Verdict.HOLDS, 2)
        Standing(AT, dict.fromkeys(PRELOAD, LAYERS - {"seccomp"})).write(folder)
        found = confined(spool)
        assert found.verdict is Verdict.FAILS
        assert {row["service"] for row in found.rows} == {"icap"}
        assert queue(spool).verdict is Verdict.HOLDS  # what it says is no row of a download


class TestMachines:
    """Several machines, each with its own spool: whoever judges reads what all of them told."""

    @pytest.fixture
    def two(self, tmp_path, spool):
        other = tmp_path / "two"
        write(other)
        for each in (spool, other):
            running(each)
        told(spool, machine="one")
        told(other, machine="two")
        return other

    def test_all_are_counted(self, spool, two):
        waiting(two, AT - timedelta(hours=2))
        told(two, machine="two")
        found = checks.gateway_queue(AT)
        assert found.verdict is Verdict.WEAK
        assert found.figures["machines"] == 2
        assert found.figures["oldest_minutes"] == 120

    def test_one_that_is_silent_is_named_and_fails_with_mail_on_it(self, spool, two):
        later = AT + timedelta(minutes=11)
        running(spool, at=later)
        told(spool, at=later, machine="one")
        found = checks.gateway_queue(later)
        assert found.verdict is Verdict.WEAK
        assert (found.figures["stopped"], found.rows) == (1, ({"machine": "two"},))
        waiting(two, AT)
        told(two, machine="two")
        assert checks.gateway_queue(later).verdict is Verdict.FAILS

    def test_a_gateway_stopped_while_its_worker_goes_on_is_seen(self, spool, two):
        later = AT + timedelta(minutes=11)
        running(spool, at=later)
        for each, machine in ((spool, "one"), (two, "two")):
            told(each, at=later, machine=machine)
        assert checks.gateway_queue(later).rows == ({"machine": "two"},)

    def test_a_layer_missing_on_one_machine_fails_and_names_it(self, spool, two):
        running(two, layers=dict.fromkeys(PRELOAD, LAYERS - {"seccomp"}))
        told(two, machine="two")
        found = checks.gateway_confined(AT)
        assert found.verdict is Verdict.FAILS
        assert {row["machine"] for row in found.rows} == {"two"}

    def test_one_taken_away_is_forgotten_but_never_with_mail_on_it(self, spool, two):
        waiting(two, AT)
        told(two, machine="two")
        told(spool, machine="three")
        later = AT + timedelta(days=8)
        told(spool, at=later, machine="one")
        machines = set(Row.objects.values_list("machine", flat=True))
        assert machines == {"one", "two"}


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
