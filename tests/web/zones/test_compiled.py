"""Rules made from the policy, loaded into a kernel and read back, are found to be the policy."""

import pytest
import time_machine
from tests.web.factories import AT
from tests.web.zones.parts import decided_flow, mail_gateway, place_zones, router, took

from sekisho.cli import nft
from sekisho.separation import compile_nftables
from sekisho.verdicts import Verdict
from sekisho.web.zones import checks
from sekisho.web.zones.queries import policy_at

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(nft.runner() is None, reason="nft か unshare がありません"),
]


@pytest.fixture
def rules():
    place_zones()
    decided_flow(through=mail_gateway())
    return compile_nftables(policy_at(AT).policy, at=AT)


def test_what_the_kernel_reads_back_is_the_policy(rules):
    with time_machine.travel(AT, tick=False):
        proof = took(router(compiled=True), nft.run(rules))
    assert (proof.verdict, proof.reason) == ("proven", "")
    assert (proof.figures["blocked_known"], proof.figures["blocked"]) == (True, 0)
    assert checks.running_as_meant(AT).verdict is Verdict.HOLDS


def test_a_rule_added_by_hand_is_drift(rules):
    more = rules + "add rule inet sekisho forward iifname lan1 oifname lan3 accept\n"
    proof = took(router(compiled=True), nft.run(more.replace("add rule", "insert rule")))
    assert proof.verdict == "violated"
    assert checks.running_as_meant(AT).verdict is Verdict.FAILS


def test_a_flow_that_is_stopped_is_drift_too(rules):
    decided_flow(ports=("587",))
    proof = took(router(compiled=True), nft.run(rules))
    assert (proof.verdict, proof.figures["blocked"]) == ("proven", 1)
    assert checks.running_as_meant(AT).verdict is Verdict.FAILS
