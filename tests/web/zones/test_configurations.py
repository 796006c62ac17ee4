"""Configurations are taken, kept encrypted, proven in a child process, and never by guess."""

import json
from datetime import timedelta

import pytest
from tests.web.factories import AT
from tests.web.zones.parts import (
    CLOSED,
    FORGOTTEN,
    UNKNOWN,
    decided_flow,
    keeper,
    mail_gateway,
    place_zones,
    router,
    took,
)

from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.agreeing import installed
from sekisho.web.ui.apart import ApartError, ApartLateError
from sekisho.web.ui.ciphering import UndecipherableError
from sekisho.web.zones import actions, agreement, proving
from sekisho.web.zones.errors import (
    ConfigurationRefusedError,
    NoPolicyError,
    ZonesRefusedError,
)
from sekisho.web.zones.keeping import closed, opened
from sekisho.web.zones.models import Configuration, Proof
from sekisho.web.zones.sealed import KINDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def network():
    place_zones(families=(4,))
    decided_flow(through=mail_gateway())


def told(proof):
    return json.loads(opened(proof.detail))


class TestVerdicts:
    def test_what_only_permits_the_decided_flow_is_proven_by_two_engines(self, network):
        proof = took(router(), CLOSED)
        assert (proof.verdict, proof.reason, proof.pairs) == ("proven", "", [])
        assert proof.figures["engines"] == ["boxes", "diagrams"]
        assert (proof.figures["unknown"], proof.figures["blocked"]) == (0, 0)

    def test_a_forgotten_pass_is_told_with_its_packet_and_its_line(self, network):
        row = router(name="境界ルーター")
        proof = took(row, FORGOTTEN)
        assert (proof.verdict, proof.pairs) == ("violated", [["lgwan", "internet"]])
        (violation,) = told(proof)["violations"]
        last = violation["path"][-1]
        assert (last["device"], last["action"]) == ("境界ルーター", "permit")
        assert last["text"] == "ip filter 1900 pass * * * * *"
        lines = FORGOTTEN.splitlines()
        assert lines[last["line"] - 1] == last["text"]

    def test_a_line_not_understood_is_never_proven_past(self, network):
        proof = took(router(), UNKNOWN)
        assert (proof.verdict, proof.reason) == ("undecided", "possible")
        assert told(proof)["not_understood"][0]["text"] == "ip lan1 wondrous filter in 5"

    def test_a_permitted_flow_that_is_stopped_is_named(self, network):
        proof = took(router(), CLOSED.replace("tcp * 25", "tcp * 26"))
        assert proof.figures["blocked"] == 1
        assert proof.verdict == "violated"  # port 26 is not permitted either

    def test_the_change_is_told_in_packets(self, network):
        row = router()
        assert told(took(row, CLOSED))["changes"] == {"why": "first"}
        opened_now = told(took(row, FORGOTTEN))["changes"]
        assert [each["step"]["text"] for each in opened_now["opens"]] == [
            "ip filter 1900 pass * * * * *"
        ]
        assert took(row, CLOSED).figures["closed"] > 0
        same = took(row, CLOSED + "# 覚書\n")
        assert same.figures["unchanged"] is True

    def test_a_verdict_is_of_the_policy_that_counted_then(self, network):
        row = router()
        first = took(row, CLOSED)
        later = AT + timedelta(days=1)
        assert actions.prove_again(device=row, by=None, at=later).policy == first.policy
        place_zones(at=later)  # IPv6 as well: this router says nothing of it
        proof = actions.prove_again(device=row, by=None, at=later)
        assert proof.policy_sha256 != first.policy_sha256
        assert (proof.verdict, proof.reason) == ("undecided", "missing-family")


class TestKeeping:
    def test_nothing_of_the_text_stands_in_the_rows(self, network):
        took(router(), FORGOTTEN)
        row, proof = Configuration.objects.get(), Proof.objects.get()
        for column in (bytes(row.kept), bytes(proof.detail)):
            assert b"filter" not in column
        assert opened(row.kept) == FORGOTTEN.encode()

    def test_another_key_opens_nothing(self, settings):
        kept = closed(b"secret")
        before = settings.SECRET_KEY
        settings.SECRET_KEY = "x" * 50
        with pytest.raises(UndecipherableError):
            opened(kept)
        settings.SECRET_KEY_FALLBACKS = [before]
        assert opened(kept) == b"secret"

    def test_an_altered_configuration_is_not_proven(self, network):
        row = router()
        took(row, FORGOTTEN)
        Configuration.objects.update(kept=closed(CLOSED.encode()))
        with pytest.raises(ZonesRefusedError, match="違います"):
            actions.prove_again(device=row, by=None, at=AT)

    def test_the_same_file_is_only_seen_again(self, network):
        row, later = router(), AT + timedelta(days=3)
        took(row)
        took(row, at=later)
        found = Configuration.objects.get()
        assert (found.taken_at, found.seen_at) == (AT, later)
        assert Proof.objects.count() == 2

    def test_secrets_in_lines_shown_are_covered(self, network):
        proof = took(router(), CLOSED + "ip wondrous pre-shared-key 1 text himitsu\n")
        shown = json.dumps(told(proof), ensure_ascii=False)
        assert "＊＊＊" in shown
        assert "himitsu" not in shown


class TestBadInput:
    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"", "empty"),
            (b" \n\n", "empty"),
            (b"\x7fELF\0\0\1", "binary"),
            (bytes(range(1, 32)) * 20, "binary"),
            (b"\xff\xfe\xff" * 9, "encoding"),
            ("こんにちは。今日の議事録です。\n".encode(), "unknown"),
        ],
    )
    def test_what_is_no_configuration_is_refused_and_not_kept(self, network, data, code):
        with pytest.raises(ConfigurationRefusedError) as refused:
            took(router(), data)
        assert refused.value.code == code
        assert not Configuration.objects.exists()

    def test_the_wrong_vendor_is_told_by_name(self, network):
        with pytest.raises(ConfigurationRefusedError, match="ヤマハ") as refused:
            took(router(vendor="asa"), CLOSED)
        assert refused.value.code == "other-vendor"

    def test_shift_jis_is_read(self, network):
        text = CLOSED + 'description lan1 "庁内ネットワーク"\n'
        assert took(router(), text.encode("cp932")).verdict == "proven"

    def test_utf_16_of_windows_is_read(self, network):
        assert took(router(), CLOSED.encode("utf-16")).verdict == "proven"

    def test_fifty_megabytes_are_refused_before_any_work(self, network, monkeypatch):
        monkeypatch.setattr(proving, "run_apart", lambda *_: pytest.fail("worked on"))
        with pytest.raises(ConfigurationRefusedError, match="16 MB"):
            took(router(), b"a" * 50_000_000)

    @pytest.mark.parametrize(
        ("error", "reason"), [(ApartLateError, "late"), (ApartError, "broken")]
    )
    def test_what_takes_too_long_or_breaks_is_undecided(self, network, monkeypatch, error, reason):
        def fails(*_):
            raise error

        monkeypatch.setattr(proving, "run_apart", fails)
        proof = took(router(), CLOSED)
        assert (proof.verdict, proof.reason) == ("undecided", reason)

    def test_without_declared_zones_nothing_is_taken(self):
        with pytest.raises(NoPolicyError, match="2つ以上"):
            took(router())
        assert not Configuration.objects.exists()

    def test_without_a_configuration_nothing_is_proven(self, network):
        with pytest.raises(ZonesRefusedError, match="まだ"):
            actions.prove_again(device=router(), by=None, at=AT)


class TestEvidence:
    def test_a_proof_is_sealed_with_its_figures_and_no_address(self, network):
        proof = took(router(), FORGOTTEN)
        (entry,) = evidence.sealed(["separation-proof.made"])
        assert entry.facts["verdict"] == "violated"
        assert entry.facts["figures"] == proof.figures
        every = [each.facts for each in evidence.sealed(sum(KINDS.values(), ()))]
        assert not any(word in str(every) for word in ("10.20.", "192.0.2", "filter", "境界"))

    def test_rows_agree_with_the_ledger_until_somebody_writes_past_the_actions(self, network):
        assert agreement.differences in installed()
        took(router(), FORGOTTEN)
        assert list(agreement.differences()) == []
        Proof.objects.update(verdict="proven")
        (found,) = agreement.differences()
        assert found.subject.startswith("separation-proof:")

    @pytest.mark.parametrize(
        ("rows", "changed"),
        [
            (Configuration, {"seen_at": AT + timedelta(days=90)}),
            (Configuration, {"sha256": "0" * 64}),
            (Configuration, {"confirmed_by": None, "confirmed_at": None}),
            (Proof, {"policy_sha256": "0" * 64}),
            (Proof, {"figures": {}}),
            (Proof, {"pairs": []}),
            (Proof, {"detail_sha256": "0" * 64}),
        ],
    )
    def test_every_column_that_counts_is_compared(self, network, rows, changed):
        took(router(), FORGOTTEN)
        rows.objects.update(**changed)
        assert len(list(agreement.differences())) == 1

    def test_a_confirmation_is_a_persons_word_and_given_once(self, network):
        row, by = router(), keeper()
        actions.take_configuration(
            device=row,
            came=actions.Came("a.txt", CLOSED.encode()),
            by=None,
            at=AT,
            source=Configuration.Source.DROP,
        )
        found = Configuration.objects.get()
        assert found.confirmed_at is None
        actions.confirm_configuration(configuration=found, by=by, at=AT)
        with pytest.raises(ZonesRefusedError, match="既に"):
            actions.confirm_configuration(configuration=found, by=by, at=AT)
        assert list(agreement.differences()) == []
