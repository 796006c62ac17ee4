"""The checks: never hold on nothing, fail on one packet, and turn when it is mended."""

from datetime import timedelta

import pytest
from tests.web.assets.register import zone
from tests.web.factories import AT
from tests.web.zones import probing
from tests.web.zones.parts import (
    CLOSED,
    FORGOTTEN,
    UNKNOWN,
    decided_flow,
    keeper,
    mail_gateway,
    place_zones,
    router,
    special,
    took,
)

from sekisho.catalogue import load, load_separation_rules
from sekisho.verdicts import Verdict
from sekisho.web.zones import actions, checks
from sekisho.web.zones.actions import Came
from sekisho.web.zones.models import Configuration, PermittedFlow, Probe, Proof

pytestmark = pytest.mark.django_db
EACH = pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.id)


@pytest.fixture
def network():
    place_zones(families=(4,))
    actions.choose_model(model="α", by=keeper(), at=AT)
    decided_flow(through=mail_gateway())


def fine():
    """A router whose configuration is proven, a probe and a flow log that agree with the policy."""
    row = router()
    took(row, CLOSED)
    if not Probe.objects.exists():
        probing.probed(at=AT - timedelta(minutes=5))
        flow = f"{AT.isoformat()},10.20.0.5,192.0.2.25,tcp,25"
        log = Came("flows.csv", f"time,source,destination,protocol,port\n{flow}".encode())
        actions.take_flow_log(came=log, by=keeper(), at=AT)
    return row


def open_pairs(*pairs):
    """Let the newest proof say that these pairs are crossed."""
    Proof.objects.update(verdict="violated", pairs=[list(pair) for pair in pairs])


def test_the_ids_stand_in_the_catalogue_and_the_controls_of_both_clauses_name_them():
    for topic, control, needed in (
        ("resilience.mynumber", "mynumber-isolated", "zones-mynumber-apart"),
        ("resilience.separation", "zones-split", "zones-lgwan-through-gateways"),
    ):
        found = {each.id: each for each in load().controls_for([topic])}[control]
        assert needed in {spec.id for spec in found.checks}
    linked = {spec.id for control in load().controls.values() for spec in control.checks}
    assert {check.id for check in checks.CHECKS} <= linked


@EACH
def test_nothing_known_is_weak_and_never_holds(check):
    assert check.run(AT).verdict is Verdict.WEAK


@EACH
def test_with_everything_in_order_it_holds_and_its_sentence_can_be_said(check, network):
    fine()
    found = check.run(AT)
    assert (found.verdict, found.rows) == (Verdict.HOLDS, ())
    assert "{" not in found.message.format(**found.figures)


@EACH
def test_queries_do_not_grow_with_devices(check, network, django_assert_max_num_queries):
    for _ in range(4):
        fine()
    with django_assert_max_num_queries(17):
        check.run(AT)


@EACH
def test_rows_name_devices_by_number_only(check, network):
    took(router(name="秘密の名"), UNKNOWN.replace("in 1010 1999", "in 1999"))
    found = check.run(AT + timedelta(days=60))
    assert "秘密" not in str(found.rows)
    assert "{" not in found.message.format(**found.figures)


class TestMyNumber:
    @pytest.mark.parametrize("pair", [("mynumber", "lgwan"), ("internet", "mynumber")])
    def test_one_crossing_fails_it(self, network, pair):
        fine()
        open_pairs(pair)
        assert checks.mynumber_apart(AT).verdict is Verdict.FAILS
        assert checks.lgwan_through_gateways(AT).verdict is Verdict.HOLDS

    def test_a_special_flow_in_force_is_no_fault(self, network):
        fine()
        special()
        actions.prove_due(at=AT)
        found = checks.mynumber_apart(AT)
        assert (found.verdict, found.figures["specials"]) == (Verdict.HOLDS, 1)

    def test_a_permit_written_past_the_actions_fails_it(self, network):
        fine()
        flow = PermittedFlow.objects.get()
        PermittedFlow.objects.filter(pk=flow.pk).update(source=zone("mynumber"))
        assert checks.mynumber_apart(AT).verdict is Verdict.FAILS

    def test_an_undecided_or_old_proof_is_weak(self, network):
        row = fine()
        days = load_separation_rules().proof_days
        assert checks.mynumber_apart(AT + timedelta(days=days)).verdict is Verdict.HOLDS
        late = AT + timedelta(days=days, minutes=1)
        assert checks.mynumber_apart(late).verdict is Verdict.WEAK
        took(row, UNKNOWN)
        assert checks.mynumber_apart(AT).verdict is Verdict.WEAK

    def test_a_proof_of_another_policy_does_not_count(self, network):
        fine()
        decided_flow(ports=("587",))
        assert checks.mynumber_apart(AT).verdict is Verdict.WEAK


class TestLgwan:
    def test_the_forgotten_line_fails_it_and_the_mended_one_holds(self, network):
        row = router()
        took(row, FORGOTTEN)
        assert checks.lgwan_through_gateways(AT).verdict is Verdict.FAILS
        took(row, CLOSED)
        assert checks.lgwan_through_gateways(AT).verdict is Verdict.HOLDS

    @pytest.mark.parametrize(
        ("model", "destinations", "verdict"),
        [
            ("α", ("198.51.100.0/24",), Verdict.FAILS),
            ("α'", ("198.51.100.0/24",), Verdict.HOLDS),
            ("α'", (), Verdict.FAILS),
        ],
    )
    def test_direct_flows_by_the_model(self, network, model, destinations, verdict):
        actions.choose_model(model=model, by=keeper(), at=AT)
        decided_flow(ports=("443",), destinations=destinations)
        fine()
        assert checks.lgwan_through_gateways(AT).verdict is verdict

    def test_a_gateway_that_does_not_sanitise_is_none(self, network):
        decided_flow(ports=("80",), through=mail_gateway(kind="other"))
        fine()
        assert checks.lgwan_through_gateways(AT).verdict is Verdict.FAILS


class TestRunning:
    def test_what_runs_otherwise_fails_until_confirmed(self, network):
        row = fine()
        text = CLOSED.replace("* 25", "* 25,80")
        took(row, text, source=Configuration.Source.DROP)
        newest = Configuration.objects.first()
        Configuration.objects.filter(pk=newest.pk).update(confirmed_at=None, confirmed_by=None)
        assert checks.running_as_meant(AT).verdict is Verdict.FAILS
        actions.confirm_configuration(configuration=newest, by=keeper(), at=AT)
        assert checks.running_as_meant(AT).verdict is Verdict.HOLDS

    def test_a_compiled_device_must_permit_the_policy_and_no_less(self, network):
        row = router(compiled=True)
        took(row, CLOSED)
        assert checks.running_as_meant(AT).verdict is Verdict.HOLDS
        took(row, CLOSED.replace("in 1010 1999", "in 1999"))
        assert checks.running_as_meant(AT).verdict is Verdict.FAILS

    def test_a_compiled_device_about_which_nothing_is_decided_is_weak(self, network):
        took(router(compiled=True), UNKNOWN)
        assert checks.running_as_meant(AT).verdict is Verdict.WEAK

    def test_nobody_looking_for_long_is_weak(self, network):
        fine()
        days = load_separation_rules().configuration_days
        for offset, verdict in ((days, Verdict.HOLDS), (days + 1, Verdict.WEAK)):
            assert checks.running_as_meant(AT + timedelta(days=offset)).verdict is verdict
            assert checks.configurations_fresh(AT + timedelta(days=offset)).verdict is verdict


def test_lines_not_understood_are_weak(network):
    took(router(), UNKNOWN)
    found = checks.lines_understood(AT)
    assert (found.verdict, found.figures["unknown_lines"]) == (Verdict.WEAK, 1)


def test_a_retired_device_counts_no_more(network):
    fine()
    row = router()
    took(row, FORGOTTEN)
    assert checks.lgwan_through_gateways(AT).verdict is Verdict.FAILS
    actions.retire_device(device=row, by=keeper(), at=AT)
    assert checks.lgwan_through_gateways(AT).verdict is Verdict.HOLDS
