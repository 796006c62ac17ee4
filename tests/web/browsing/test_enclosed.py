"""The terminals' only way out: as good as the zones' proof; sessions are found by host."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from tests.web.browsing.test_taking import taken, write
from tests.web.factories import AT, client_for, make_person, make_unit

from sekisho.screen import tickets
from sekisho.verdicts import Verdict
from sekisho.web.assets.models import Zone
from sekisho.web.browsing import enclosed, words
from sekisho.web.browsing.checks import only_way_out
from sekisho.web.browsing.enclosed import Enclosed
from sekisho.web.browsing.finding import Sessions
from sekisho.web.evidence.queries import EvidenceView
from sekisho.web.search.words import words_of
from sekisho.web.site.passing import lgwan_terminals
from sekisho.web.terminals.models import Terminal

TERMINALS = reverse("browsing:terminals")
SEVEN = [Enclosed(each, f"PC-{each}", f"pc{each}", "福祉課", "2階") for each in range(7)]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def proven(monkeypatch):
    """Say what was sealed of the zones' proof, and for how long it counts."""

    def say(verdict, counts=timedelta(days=1)):
        seen = EvidenceView(1, "check.run", enclosed.PROOF, "", AT, Verdict(verdict), AT + counts)
        monkeypatch.setattr(
            "sekisho.web.browsing.checks.evidence.newest", lambda _subjects: {enclosed.PROOF: seen}
        )

    monkeypatch.setattr(enclosed, "_source", [lambda: SEVEN])
    return say


class TestOnlyWay:
    def test_before_any_proof_it_is_weak(self, monkeypatch):
        monkeypatch.setattr(enclosed, "_source", [lambda: SEVEN])
        found = only_way_out(AT)
        assert found.verdict == Verdict.WEAK
        assert found.figures["terminals"] == 7

    @pytest.mark.parametrize(
        ("verdict", "said"),
        [("holds", Verdict.HOLDS), ("fails", Verdict.FAILS), ("weak", Verdict.WEAK)],
    )
    def test_it_says_what_the_proof_says(self, proven, verdict, said):
        proven(verdict)
        assert only_way_out(AT).verdict == said

    def test_an_old_proof_says_nothing(self, proven):
        proven("holds", -timedelta(minutes=1))
        assert only_way_out(AT).verdict == Verdict.WEAK

    def test_it_counts_sessions_and_what_was_refused(self, proven, tmp_path):
        clerk = make_person()
        write(tmp_path, "opened", clerk)
        write(tmp_path, "visit", clerk, to="www.example.jp", port=443, refused="")
        write(tmp_path, "visit", clerk, to="10.0.0.1", port=80, refused="inner")
        write(tmp_path, "refused", None, session="", code="used", address="10.20.0.9")
        taken(tmp_path)
        proven("holds")
        found = only_way_out(AT)
        assert found.figures == {
            "terminals": 7, "sessions": 1, "refused_hosts": 1, "refused_tickets": 1,
        }  # fmt: skip
        assert found.rows == tuple({"terminal": each} for each in range(7))

    @pytest.mark.parametrize("verdict", ["holds", "weak", None])
    def test_the_page_lists_the_terminals_with_what_is_proven_of_them(self, proven, verdict):
        if verdict:
            proven(verdict, timedelta(days=10_000))
        page = client_for(make_person(roles=("auditor",))).get(TERMINALS).content.decode()
        assert all(f"PC-{each}" in page for each in range(7))
        assert ("経路がないことが証明されています" in page) == (verdict == "holds")

    def test_refused_tickets_of_the_month_are_told_with_address_and_reason(self, proven, tmp_path):
        proven("holds")
        now = timezone.now()
        for code, address, days in (("used", "10.20.0.9", 1), ("forged", "10.20.0.8", 40)):
            at = now - timedelta(days=days)
            write(tmp_path, "refused", None, session="", at=at, code=code, address=address)
        taken(tmp_path)
        page = client_for(make_person(roles=("auditor",))).get(TERMINALS).content.decode()
        assert "10.20.0.9" in page
        assert "二度目に使われた" in page
        assert "10.20.0.8" not in page

    def test_every_reason_a_ticket_is_refused_for_has_words(self):
        assert set(words.TICKETS) == set(tickets.REFUSALS)

    def test_who_may_not_see_all_sessions_does_not_see_the_list(self):
        assert client_for(make_person()).get(TERMINALS).status_code == 403

    def test_the_register_tells_which_stand_in_the_lgwan_zone_and_are_in_use(self):
        unit = make_unit("福祉課")
        inner, gone, other = (
            Terminal.objects.create(
                number=f"T-{place}", zone=Zone.objects.get_or_create(key=key)[0], unit=unit,
                recorded_at=AT, system="windows",
            )
            for place, key in enumerate(("lgwan", "lgwan", "internet"))
        )  # fmt: skip
        Terminal.objects.filter(pk=gone.pk).update(retired_on=AT.date())
        found = [each.key for each in lgwan_terminals()]
        assert inner.pk in found
        assert not {gone.pk, other.pk} & set(found)


class TestFinding:
    def found(self, person, rights, words):
        request = RequestFactory().get("/")
        request.person, request.rights = person, frozenset(rights)
        return list(Sessions().found(request, words_of(words)))

    def test_a_session_is_found_by_a_host_it_went_to_within_ones_reach(self, tmp_path):
        clerk, other = make_person(name="佐藤 花子"), make_person()
        write(tmp_path, "opened", clerk)
        write(tmp_path, "visit", clerk, to="www.example.jp", port=443, refused="")
        taken(tmp_path)
        (row,) = self.found(clerk, (), "example.jp")
        assert Sessions().hit(row).text == "佐藤 花子"
        assert self.found(other, (), "example.jp") == []
        assert len(self.found(other, ("transfers.read",), "example.jp")) == 1
        assert self.found(clerk, (), "elsewhere.jp") == []
