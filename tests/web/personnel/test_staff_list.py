"""The list of staff from a real directory and from tables: proposals, never a change by itself."""

import warnings
from datetime import timedelta

import pytest
from tests.web.factories import AT, make_person, make_unit
from tests.web.organization.sealed import last
from tests.web.personnel.moving import desk, drawn, head, leaving
from tests.web.systems import slapd

from sekisho.verdicts import Verdict
from sekisho.web.organization.actions import erase_person
from sekisho.web.organization.errors import LdapError, OrganizationError
from sekisho.web.organization.models import Person, Post, Unit
from sekisho.web.personnel import actions
from sekisho.web.personnel.agreement import differences
from sekisho.web.personnel.checks import directory_agrees
from sekisho.web.personnel.comparing import Listed, What
from sekisho.web.personnel.errors import PersonnelError, StaffListError
from sekisho.web.personnel.models import Line, Proposal, Reading, StaffDirectory
from sekisho.web.personnel.staff_list import from_file

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server():
    if why := slapd.missing():
        warnings.warn(why, stacklevel=1)  # an error under strict settings: never skipped in silence
        pytest.skip(why)
    people = "".join(
        slapd.person(f"u{n}", f"職員 {n}", f"u{n}@x.example").rstrip("\n")
        + f"\nemployeeNumber: S{n}\ndepartmentNumber: 給付課\ntitle: 係員\n\n"
        for n in range(1, 4)
    )
    stranger = slapd.person("svc", "業務用", "svc@x.example")
    with slapd.serving(people + stranger) as found:
        yield found


@pytest.fixture
def by():
    return desk()


def entry(url, authority="", **more):
    words = {
        "kind": "openldap", "url": url, "base": f"ou=people,{slapd.SUFFIX}",
        "condition": "(objectClass=inetOrgPerson)", "user": slapd.READER,
        "password": slapd.PASSWORD, "authority": authority, "number_word": "employeeNumber",
        "unit_word": "departmentNumber", "post_word": "title",
    }  # fmt: skip
    return actions.DirectoryEntry(**words | more)


def taken(*listed, by=None, at=AT):
    return actions.take_list(listed=listed, source=Reading.Source.FILE, by=by, at=at)


def proposal(what=None):
    rows = Proposal.objects.open()
    return rows.get(what=what) if what else rows.get()


def test_a_real_directory_is_read_and_compared_and_changes_nobody(server, by):
    _plain, secure, certificate = server
    make_person("職員 1", number="S1", unit=make_unit("給付課"), email="u1@x.example")
    gone = make_person("去った 人", number="S9")
    before = list(Person.objects.values())
    actions.set_directory(entry=entry(secure, certificate), by=by, at=AT)
    reading = actions.read_directory(by=by, at=AT)
    assert (reading.listed, reading.compared) == (3, 2)  # the service account has no number
    found = {(each.what, each.number) for each in Proposal.objects.open()}
    assert found == {("moved", "S1"), ("come", "S2"), ("come", "S3"), ("gone", "S9")}
    assert proposal("moved").values == {"post": "係員"}
    assert proposal("gone").person == gone
    assert list(Person.objects.values()) == before
    assert list(differences()) == []
    kind, _actor, body = last("staff-list:1")
    assert kind == "staff-list.read"
    assert (body["listed"], body["differing"]) == (3, 4)


def test_it_is_read_by_itself_once_it_is_set_and_a_failure_is_noted(server, by):
    _plain, secure, certificate = server
    assert actions.read_due(at=AT) == 0
    actions.set_directory(entry=entry(secure, certificate), by=by, at=AT)
    assert actions.read_due(at=AT) == 1
    actions.set_directory(entry=entry("ldaps://127.0.0.1:1", certificate), by=by, at=AT)
    assert actions.read_due(at=AT) == 0
    row = StaffDirectory.objects.get()
    assert (row.failed_at, bool(row.failure)) == (AT, True)
    assert Reading.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"password": "no"}, {"condition": "(("}, {"number_word": "homePhone"}]
)
def test_what_a_directory_does_not_tell_is_refused_and_proposes_nothing(server, by, wrong):
    _plain, secure, certificate = server
    make_person(number="S1")
    actions.set_directory(entry=entry(secure, certificate, **wrong), by=by, at=AT)
    with pytest.raises((LdapError, StaffListError)):
        actions.read_directory(by=by, at=AT)
    assert not Proposal.objects.exists()


def test_a_password_goes_nowhere_in_the_clear_and_stays_with_its_address(by):
    with pytest.raises(LdapError, match="漏れます"):
        actions.set_directory(entry=entry("ldap://dc1.example.jp"), by=by, at=AT)
    with pytest.raises(StaffListError, match="パスワードを入力"):
        actions.set_directory(entry=entry("ldaps://dc1", password=""), by=by, at=AT)
    actions.set_directory(entry=entry("ldaps://dc1"), by=by, at=AT)
    assert slapd.PASSWORD.encode() not in bytes(StaffDirectory.objects.get().secret)
    actions.set_directory(entry=entry("ldaps://dc1", password="", base="dc=y"), by=by, at=AT)
    with pytest.raises(StaffListError, match="パスワードを入力"):
        actions.set_directory(entry=entry("ldaps://dc2", password=""), by=by, at=AT)
    assert StaffDirectory.objects.get().base == "dc=y"


def test_without_a_directory_there_is_nothing_to_read(by):
    with pytest.raises(StaffListError, match="設定されていません"):
        actions.read_directory(by=by, at=AT)


def test_a_key_that_is_lost_wants_the_password_again(by, settings):
    actions.set_directory(entry=entry("ldaps://127.0.0.1:1"), by=by, at=AT)
    settings.SECRET_KEY = "another"
    with pytest.raises(StaffListError, match="入力し直して"):
        actions.read_directory(by=by, at=AT)


def test_a_difference_that_has_gone_closes_by_itself(by):
    person = make_person("旧姓 花子", number="S1")
    taken(Listed("S1", "新姓 花子"))
    row = proposal(What.CHANGED)
    taken(Listed("S1", "新姓 花子"), at=AT + timedelta(days=1))
    assert proposal().first_at == AT  # still the same one
    taken(Listed("S1", person.name), at=AT + timedelta(days=2))
    row.refresh_from_db()
    assert (row.state, row.values, row.number) == ("agreed", {}, "")


def test_words_are_taken_into_the_register(by):
    person = make_person("旧姓 花子", number="S1", email="old@x.example")
    taken(Listed("S1", "新姓 花子", email="new@x.example"))
    row = actions.take_proposal(proposal=proposal(), by=by, at=AT)
    person.refresh_from_db()
    assert (person.name, person.email) == ("新姓 花子", "new@x.example")
    assert (row.state, row.values) == ("taken", {})
    with pytest.raises(StaffListError, match="既に処理"):
        actions.take_proposal(proposal=row, by=by, at=AT)
    assert list(differences()) == []


def test_comings_and_goings_become_lines_of_the_move_being_prepared(by):
    unit = make_unit("給付課")
    mover, leaver = make_person("動く 人", number="S1"), make_person("去る 人", number="S2")
    post = Post.objects.create(title="係長", unit=unit)
    listed = [
        Listed("S1", mover.name, unit="給付課", post="係長"),
        Listed("S3", "来る 人", "クル ヒト", "s3@x.example", "給付課"),
    ]
    taken(*listed)
    with pytest.raises(StaffListError, match="先に人事異動を"):
        actions.take_proposal(proposal=proposal(What.GONE), by=by, at=AT)
    move = drawn(by)
    for what in (What.MOVED, What.COME, What.GONE):
        actions.take_proposal(proposal=proposal(what), by=by, at=AT, category="temporary")
    lines = {each.kind: each for each in move.lines.all()}
    assert (lines["change"].person, lines["change"].post) == (mover, post)
    assert (lines["join"].name, lines["join"].category) == ("来る 人", "temporary")
    assert lines["leave"].person == leaver
    taken(*listed, at=AT + timedelta(days=1))
    assert not Proposal.objects.open().exists()  # they are on their way
    assert Person.objects.get(pk=leaver.pk).left_on is None


def test_a_unit_or_post_that_is_not_there_is_entered_first(by):
    make_person("動く 人", number="S1", unit=make_unit("総務課"))
    make_person("昇る 人", number="S2", unit=make_unit("総務課"))
    drawn(by)
    taken(Listed("S1", unit="企画課", post="課長"), Listed("S2", post="主幹"))
    rows = {each.number: each for each in Proposal.objects.open()}
    with pytest.raises(StaffListError, match="企画課"):
        actions.take_proposal(proposal=rows["S1"], by=by, at=AT)
    with pytest.raises(StaffListError, match="主幹"):
        actions.take_proposal(proposal=rows["S2"], by=by, at=AT)
    assert [(each.unit, each.post) for each in actions.missing_places()] == [
        ("企画課", ""), ("企画課", "課長"), ("総務課", "主幹"),
    ]  # fmt: skip
    assert actions.add_places(by=by, at=AT) == 3
    assert actions.missing_places() == ()
    for row in rows.values():
        actions.take_proposal(proposal=row, by=by, at=AT)
    assert Unit.objects.filter(name="企画課", post__title="課長").exists()


def test_a_post_of_somebody_with_no_unit_in_the_list_is_of_their_own_unit(by):
    person = make_person(number="S1", unit=make_unit("総務課"))
    Post.objects.create(title="主幹", unit=person.unit)
    drawn(by)
    taken(Listed("S1", post="主幹"))
    actions.take_proposal(proposal=proposal(), by=by, at=AT)
    assert Line.objects.get().unit == person.unit


def test_one_is_not_moved_by_oneself_through_the_list_either(by):
    Person.objects.filter(pk=by.pk).update(number="S1")
    drawn(by)
    taken(Listed("S2", "他人"))
    with pytest.raises(PersonnelError, match="自分の異動"):
        actions.take_proposal(proposal=proposal(What.GONE), by=by, at=AT)


def test_what_is_set_aside_is_told_again_only_when_the_list_says_something_else(by):
    make_person("山崎 一", number="S1")
    taken(Listed("S1", "山﨑 一"))
    with pytest.raises(StaffListError, match="理由"):
        actions.set_aside(proposal=proposal(), reason=" ", by=by, at=AT)
    row = actions.set_aside(proposal=proposal(), reason="異体字のため", by=by, at=AT)
    assert (row.state, row.values) == ("aside", {})
    taken(Listed("S1", "山﨑 一"), at=AT + timedelta(days=1))
    assert not Proposal.objects.open().exists()
    taken(Listed("S1", "山﨑 二"), at=AT + timedelta(days=2))
    assert proposal().values == {"name": "山﨑 二"}


def test_a_number_the_register_gives_to_another_is_refused(by):
    make_person(email="a@x.example")
    make_person(number="S1", left_on=AT.date() - timedelta(days=10))
    taken(Listed("S1", email="a@x.example"))
    with pytest.raises(OrganizationError, match="職員番号"):
        actions.take_proposal(proposal=proposal(), by=by, at=AT)


def test_who_is_erased_is_forgotten_in_proposals_and_lines(by):
    person = make_person("消す 人", number="S1")
    taken(Listed("S1", "消す 人の新姓"))
    move = drawn(by)
    line = leaving(move, person, by)
    Person.objects.filter(pk=person.pk).update(left_on=AT.date() - timedelta(days=1))
    person.refresh_from_db()
    erase_person(person=person, by=by, at=AT)
    row = Proposal.objects.get(person=person)
    line.refresh_from_db()
    assert (row.number, row.values, line.number) == ("", {}, "")


def csv(*lines, encoding="cp932"):
    return "\r\n".join(lines).encode(encoding)


def test_a_table_of_the_personnel_section_is_read_by_its_own_headings():
    found = from_file(
        csv(
            "社員番号,漢字氏名,氏名カナ,所属名,役職,備考", "1042,山田　花子,ヤマダ ハナコ,給付課,,x"
        ),
        name="名簿.csv",
    )
    assert found == [Listed("1042", "山田 花子", "ヤマダ ハナコ", "", "給付課", "")]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("氏名,所属", "甲,乙"), "「職員番号」の列"),
        (("職員番号,氏名", ",甲"), "一人もいません"),
        (("職員番号,氏名", "1,甲", "1,乙"), "「1」が二度"),
    ],
)
def test_a_table_that_tells_nobody_apart_is_refused(lines, why, by):
    make_person(number="S1")
    with pytest.raises(StaffListError, match=why):
        actions.read_file(untrusted_data=csv(*lines), name="名簿.csv", by=by, at=AT)
    assert not Proposal.objects.exists()


def test_a_file_that_is_no_table_is_refused(by):
    with pytest.raises(StaffListError):
        actions.read_file(untrusted_data=b"%PDF-1.7 x", name="x.xlsx", by=by, at=AT)


def test_a_table_is_compared_like_a_directory(by):
    make_person("甲 一", number="7")
    reading = actions.read_file(
        untrusted_data=csv("職員番号,氏名", "7,甲 二"), name="名簿.csv", by=by, at=AT
    )
    assert (reading.source, reading.by, len(reading.sha256)) == ("file", by, 64)
    assert proposal().values == {"name": "甲 二"}


def test_the_check_wants_a_comparison_lately_and_nothing_left_open(by):
    assert directory_agrees(AT).verdict == Verdict.WEAK
    person = head(number="S1")
    taken(Listed("S1", person.name))
    assert directory_agrees(AT).verdict == Verdict.HOLDS
    taken(Listed("S1", "別の名"))
    weak = directory_agrees(AT + timedelta(days=14))
    assert (weak.verdict, weak.figures["open"]) == (Verdict.WEAK, 1)
    late = directory_agrees(AT + timedelta(days=15))
    assert (late.verdict, late.rows[0]["what"]) == (Verdict.FAILS, "changed")
    taken(Listed("S1", person.name), at=AT + timedelta(days=16))
    assert directory_agrees(AT + timedelta(days=17)).verdict == Verdict.HOLDS
    assert directory_agrees(AT + timedelta(days=60)).verdict == Verdict.FAILS
