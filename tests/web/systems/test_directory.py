"""Accounts read from a real directory, over TLS; and what is refused or noted when it fails."""

import warnings
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as django_settings
from hypothesis import given
from hypothesis import strategies as st
from tests.web.factories import AT, make_person
from tests.web.systems import slapd
from tests.web.systems.parts import account, keeper, made

from sekisho.web.evidence import queries as evidence
from sekisho.web.systems import actions, errors
from sekisho.web.systems.ciphering import UndecipherableError, decrypt, encrypt
from sekisho.web.systems.directories import WORDS, _day, _listed, check_address
from sekisho.web.systems.models import Directory

pytestmark = pytest.mark.django_db
OPENLDAP, AD = WORDS[Directory.Kind.OPENLDAP], WORDS[Directory.Kind.ACTIVE_DIRECTORY]


@pytest.fixture(scope="module")
def server():
    if why := slapd.missing():
        warnings.warn(why, stacklevel=1)  # an error under strict settings: never skipped in silence
        pytest.skip(why)
    people = "".join(slapd.person(f"u{n}", f"職員 {n}", f"u{n}@x.example") for n in range(1100))
    with slapd.serving(people + slapd.group("admins", "u1", "u7")) as found:
        yield found


def _entry(url, authority="", **more):
    words = {
        "kind": "openldap",
        "url": url,
        "base": f"ou=people,{slapd.SUFFIX}",
        "condition": "(objectClass=inetOrgPerson)",
        "user": slapd.READER,
        "password": slapd.PASSWORD,
        "authority": authority,
        "privileged_groups": f"\n CN=Admins,{slapd.SUFFIX} \n",
    }
    return actions.DirectoryEntry(**{**words, **more})


def _set(row, entry):
    return actions.set_directory(system=row, entry=entry, by=keeper(), at=AT)


def test_every_page_of_a_real_directory_is_read_over_tls(server):
    _plain, secure, certificate = server
    owner = make_person(email="u7@x.example")
    row = made()
    found = _set(row, _entry(secure, certificate))
    assert actions.read_directory(directory=found, by=None, at=AT).listed == 1100
    seventh = account(row, "u7")
    assert (seventh.name, seventh.person, seventh.privileged) == ("職員 7", owner, True)
    assert not account(row, "u8").privileged
    assert row.accounts.filter(privileged=True).count() == 2
    assert evidence.history(f"system:{row.pk}")[0].kind == "system.accounts-listed"


def test_on_this_machine_itself_tls_may_be_left_out(server):
    found = _set(made(), _entry(server[0], condition="(uid=u1)"))
    assert actions.read_directory(directory=found, by=keeper(), at=AT).listed == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "wrong"},
        {"base": "ou=nowhere,dc=asagiri,dc=example"},
        {"condition": "((("},
        {"condition": "(uid=nobody)"},
        {"authority": ""},
        {"url": "ldaps://127.0.0.1:1"},
    ],
)
def test_what_fails_is_told_noted_and_changes_no_account(server, wrong):
    _plain, secure, certificate = server
    row = made()
    good = _set(row, _entry(secure, certificate, condition="(uid=u1)"))
    actions.read_directory(directory=good, by=None, at=AT)
    found = _set(row, _entry(**{"url": secure, "authority": certificate, **wrong}))
    with pytest.raises(errors.DirectoryError):
        actions.read_directory(directory=found, by=None, at=AT)
    found.refresh_from_db()
    assert (found.failed_at, bool(found.failure)) == (AT, True)
    assert account(row, "u1").gone_at is None


def test_one_directory_that_fails_stops_none_of_the_others(server):
    _plain, secure, certificate = server
    _set(made(), _entry("ldaps://127.0.0.1:1", certificate))
    row = made()
    _set(row, _entry(secure, certificate, condition="(uid=u2)"))
    assert actions.read_all_directories(at=AT) == 1
    assert account(row, "u2").enabled


class TestKeeping:
    @pytest.mark.parametrize(
        "url", ["ldap://dc1.example.jp", "http://dc1", "dc1", "", "ldaps://", "ldap://10.0.0.1"]
    )
    def test_an_address_that_would_send_the_password_in_the_clear_is_refused(self, url):
        with pytest.raises(errors.DirectoryError):
            check_address(url)
        with pytest.raises(errors.DirectoryError):
            _set(made(), _entry(url))
        assert not Directory.objects.exists()

    def test_the_password_is_kept_encrypted_and_goes_with_its_address(self):
        row = made()
        found = _set(row, _entry("ldaps://dc1.example.jp"))
        assert slapd.PASSWORD.encode() not in bytes(found.secret)
        kept = _set(row, _entry("ldaps://dc1.example.jp", password="", base="dc=x"))
        assert decrypt(bytes(kept.secret)) == slapd.PASSWORD
        with pytest.raises(errors.DirectoryError, match="パスワードを入力"):
            _set(row, _entry("ldaps://elsewhere.example.jp", password=""))
        assert Directory.objects.get().url == "ldaps://dc1.example.jp"

    def test_the_first_time_a_password_is_wanted(self):
        with pytest.raises(errors.DirectoryError, match="パスワードを入力"):
            _set(made(), _entry("ldaps://dc1.example.jp", password=""))

    @given(st.text(max_size=40))
    def test_what_is_encrypted_comes_back(self, text):
        assert decrypt(encrypt(text)) == text

    def test_another_key_opens_nothing_and_the_one_before_still_does(self, settings):
        data, before = encrypt("x"), django_settings.SECRET_KEY
        settings.SECRET_KEY = "another"
        with pytest.raises(UndecipherableError):
            decrypt(data)
        settings.SECRET_KEY_FALLBACKS = [before]
        assert decrypt(data) == "x"

    def test_a_password_nobody_can_open_is_told(self, settings):
        found = _set(made(), _entry("ldaps://127.0.0.1:1"))
        settings.SECRET_KEY = "another"
        with pytest.raises(errors.DirectoryError, match="入力し直して"):
            actions.read_directory(directory=found, by=None, at=AT)


class TestEntries:
    def test_an_active_directory_entry(self):
        moment = datetime(2026, 5, 28, 3, tzinfo=UTC)
        ticks = int((moment - datetime(1601, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1)) * 10
        entry = {
            "sAMAccountName": [b"sato"],
            "displayName": ["佐藤".encode()],
            "mail": [b"s@x.example"],
            "userAccountControl": [b"514"],
            "lastLogonTimestamp": [str(ticks).encode()],
            "memberOf": [b"CN=Domain Admins,DC=x"],
        }
        found = _listed(entry, AD, {"cn=domain admins,dc=x"})
        assert (found.login, found.enabled, found.privileged) == ("sato", False, True)
        assert found.last_used == moment.date()
        assert _listed({**entry, "userAccountControl": [b"512"]}, AD, set()).enabled

    def test_an_openldap_entry_that_is_locked(self):
        entry = {"uid": [b"a"], "pwdAccountLockedTime": [b"000001010000Z"]}
        assert not _listed(entry, OPENLDAP, set()).enabled

    def test_an_entry_without_login_is_none(self):
        assert _listed({"cn": [b"x"]}, OPENLDAP, set()) is None

    @given(
        st.dictionaries(
            st.sampled_from(["uid", "sAMAccountName", "cn", "mail", "memberOf", "authTimestamp"])
            | st.sampled_from(["lastLogonTimestamp", "userAccountControl", "displayName"]),
            st.lists(st.binary(max_size=20), max_size=2),
        )
    )
    def test_no_entry_breaks_the_reading(self, entry):
        for words in (AD, OPENLDAP):
            found = _listed(entry, words, {"x"})
            assert found is None or (found.login and "\0" not in found.name)

    @given(st.text(max_size=25) | st.integers(0, 10**30).map(str))
    def test_no_time_breaks_the_reading(self, text):
        _day(text)
