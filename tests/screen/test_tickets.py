"""Tickets: once, from one place, for seconds."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.screen.errors import TicketError
from sekisho.screen.options import ScreenOptions, Unusable
from sekisho.screen.tickets import LIFE_SECONDS, REFUSALS, Desk, Ticket, issue, sealed, unsealed

SECRET, OTHER = b"s" * 32, b"o" * 32
NOW = 1_796_000_000
TICKET = Ticket("s-1", "p-1", "lgwan", "10.20.0.5", "screen-1", "internet", NOW)


def desk(since=NOW - 1000):
    return Desk("screen-1", SECRET, since=since)


def refusal(given, *, at=NOW, address="10.20.0.5", where=None):
    with pytest.raises(TicketError) as refused:
        (where or desk()).take(given, address=address, at=at)
    assert refused.value.code in REFUSALS
    return refused.value.code


class TestTaking:
    def test_a_ticket_opens_what_it_says(self):
        assert desk().take(issue(TICKET, SECRET), address="10.20.0.5", at=NOW + 3) == TICKET

    def test_what_a_permit_names_comes_with_it(self):
        given = replace(
            TICKET, profile="mynumber", hosts=("a.jp", "b.jp"), until=NOW + 9, permit="x"
        )
        assert desk().take(issue(given, SECRET), address="10.20.0.5", at=NOW) == given

    def test_it_opens_once(self):
        where, given = desk(), issue(TICKET, SECRET)
        where.take(given, address="10.20.0.5", at=NOW)
        assert refusal(given, where=where) == "used"

    def test_it_stays_used_as_long_as_it_would_open_anything(self):
        where, given = desk(), issue(TICKET, SECRET)
        where.take(given, address="10.20.0.5", at=NOW)
        for later in range(0, LIFE_SECONDS + 1, 5):
            where.take(
                issue(replace(TICKET, issued=NOW + later, once=f"o{later}"), SECRET),
                address="10.20.0.5", at=NOW + later,
            )  # fmt: skip
            assert refusal(given, where=where, at=NOW + later) == "used"

    def test_what_is_forgotten_does_not_grow(self):
        where = desk()
        for at in range(NOW, NOW + 3000, 10):
            where.take(
                issue(replace(TICKET, issued=at, once=str(at)), SECRET), address="10.20.0.5", at=at
            )
        assert len(where._used) < 10

    @pytest.mark.parametrize("after", [LIFE_SECONDS + 1, 86_400])
    def test_it_is_good_for_seconds(self, after):
        assert refusal(issue(TICKET, SECRET), at=NOW + after) == "expired"

    def test_one_from_the_future_or_from_before_the_host_began_opens_nothing(self):
        ahead = replace(TICKET, issued=NOW + LIFE_SECONDS + 1)
        assert refusal(issue(ahead, SECRET)) == "too-early"
        assert refusal(issue(TICKET, SECRET), where=desk(since=NOW + 1)) == "too-early"

    def test_another_address_or_another_host_gets_nothing(self):
        assert refusal(issue(TICKET, SECRET), address="10.20.0.6") == "other-address"
        assert refusal(issue(replace(TICKET, host="screen-2"), SECRET)) == "other-host"

    def test_a_refused_ticket_is_not_used_up_for_who_has_it(self):
        where, given = desk(), issue(TICKET, SECRET)
        refusal(given, where=where, address="10.20.0.6")
        assert where.take(given, address="10.20.0.5", at=NOW) == TICKET


class TestForging:
    @given(st.data())
    def test_no_changed_character_opens_anything(self, data):
        given = issue(TICKET, SECRET)
        at = data.draw(st.integers(0, len(given) - 1))
        letter = data.draw(st.characters(codec="ascii"))
        changed = given[:at] + letter + given[at + 1 :]
        try:
            taken = desk().take(changed, address="10.20.0.5", at=NOW)
        except TicketError:
            return
        assert taken == TICKET  # the last letter of a base64 word has bits that mean nothing

    @given(st.text(max_size=200))
    def test_no_text_opens_anything(self, untrusted):
        assert refusal(untrusted) in {"forged", "unreadable"}

    def test_another_secret_opens_nothing(self):
        assert refusal(issue(TICKET, OTHER)) == "forged"

    def test_a_seal_for_one_purpose_holds_for_no_other(self):
        word = sealed("status", {"at": NOW}, SECRET)
        assert unsealed("status", word, SECRET) == {"at": NOW}
        with pytest.raises(TicketError):
            unsealed("end", word, SECRET)
        assert refusal(word) == "forged"

    def test_a_sealed_word_that_is_no_ticket_is_none(self):
        assert refusal(sealed("open", {"session": "s-1"}, SECRET)) == "unreadable"

    def test_a_word_without_end_is_not_looked_at(self):
        assert refusal("A" * 100_000) == "unreadable"


class TestZones:
    ZONES = (("lgwan", ("10.20.0.0/16", "fd00:20::/32")), ("mynumber", ("10.20.9.0/24",)))

    def test_a_host_that_knows_the_zones_finds_the_terminals_itself(self):
        options = ScreenOptions(zones=self.ZONES)
        assert options.zone_at("10.20.0.5") == "lgwan"
        assert options.zone_at("::ffff:10.20.0.5") == "lgwan"
        assert options.zone_at("fd00:20::1") == "lgwan"
        assert options.zone_at("10.20.9.5") == "mynumber"  # the longest prefix
        assert options.zone_at("192.0.2.1") == ""
        assert options.zone_at("nowhere") == ""
        assert ScreenOptions().zone_at("10.20.0.5") is None

    @pytest.mark.parametrize("zone", ["mynumber", "", "internet"])
    def test_a_ticket_of_another_zone_opens_nothing(self, zone):
        with pytest.raises(TicketError) as refused:
            desk().take(issue(TICKET, SECRET), address="10.20.0.5", zone=zone, at=NOW)
        assert refused.value.code == "other-zone"

    def test_one_of_its_own_zone_opens(self):
        found = desk().take(issue(TICKET, SECRET), address="10.20.0.5", zone="lgwan", at=NOW)
        assert found == TICKET

    def test_networks_that_are_none_are_said_so(self):
        with pytest.raises(Unusable):
            ScreenOptions(zones=(("lgwan", ("10.20.0.5/16",)),))
        with pytest.raises(Unusable):
            ScreenOptions(texts=("read", "all"))
