"""What a proxy lets pass: compiled from permits, and read by a real Squid."""

import os
import pwd
import shutil
import subprocess
import warnings
from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.web.factories import AT, DAY, client_for, make_person
from tests.web.suppliers.serving import keeper, permitted, served

from sekisho.web.approvals.models import Permit
from sekisho.web.suppliers.destinations import (
    EXEMPT_FILE,
    FORMS,
    PERMITTED_FILE,
    STOPPED_FILE,
    Destination,
    compiled,
    squid_text,
)
from sekisho.web.suppliers.external import destinations_at
from sekisho.web.suppliers.usage import owners_of

SQUID = shutil.which("squid", path="/usr/sbin:/usr/bin")
LAST = date(2026, 12, 31)  # of the permits `permitted` gives
OVER = AT + timedelta(days=250)

LISTS = (PERMITTED_FILE, EXEMPT_FILE, STOPPED_FILE)

names = st.lists(st.sampled_from(["a", "b", "c"]), min_size=2, max_size=4).map(".".join)


def hosts(found):
    return [each.host for each in found]


def below(host, other):
    """The labels of the other are the last ones of the host: said another way than the product."""
    mine, theirs = host.split("."), other.split(".")
    return mine[-len(theirs) :] == theirs


def within(host, found):
    return any(below(host, each) for each in hosts(found))


@given(st.lists(names), st.lists(names), names)
def test_the_longest_name_decides_and_what_the_lists_cannot_say_is_stopped(
    permitted_hosts, other_hosts, asked
):
    found = compiled(
        [Destination(each, "許可", LAST) for each in permitted_hosts],
        [Destination(each, "ほか") for each in other_hosts],
    )
    above = [each for each in (*permitted_hosts, *other_hosts) if below(asked, each)]
    longest = max(above, key=len, default=None)
    permit = longest in permitted_hosts
    # As squid.conf says it: denied when stopped and not exempt.
    denied = within(asked, found.stopped) and not within(asked, found.exempt)
    if longest is not None and not permit:
        assert denied
    if denied and permit:  # between two stopped ones
        assert any(below(longest, each) for each in other_hosts if each != longest)
        assert any(below(each, longest) for each in other_hosts if each != longest)
    assert within(asked, found.permitted) == any(below(asked, each) for each in permitted_hosts)
    for rows in (hosts(found.permitted), hosts(found.exempt), hosts(found.stopped)):
        assert not any(below(one, other) for one in rows for other in rows if one != other)
        assert rows == sorted(set(rows))


@given(st.lists(names), st.lists(names), names)
def test_the_lists_and_the_judgement_of_what_was_used_agree(permitted_hosts, other_hosts, asked):
    """Two laws of one register: what a proxy lets through is no use without leave."""
    register = {each: ["ほか"] for each in other_hosts} | {
        each: ["許可"] for each in permitted_hosts
    }
    found = compiled(
        [Destination(each, "許可", LAST) for each in permitted_hosts],
        [Destination(each, "ほか") for each in other_hosts],
    )
    if owners_of(asked, register) == ["ほか"]:
        assert within(asked, found.stopped)
        assert not within(asked, found.exempt)


def test_a_host_of_two_services_counts_to_the_later_day():
    rows = [Destination("a.example", "甲", DAY), Destination("a.example", "乙", LAST)]
    assert compiled(rows, []).permitted == (Destination("a.example", "乙", LAST),)


def test_a_service_whatever_it_is_called_is_one_comment_line():
    found = compiled([Destination("a.example", "名前\nhttp_access allow all", LAST)], [])
    assert FORMS[PERMITTED_FILE](found) == "# 名前 http_access allow all 2026-12-31\n.a.example\n"


@pytest.mark.django_db
def test_a_permit_opens_its_hosts_and_its_end_closes_them_by_itself():
    row = served(hosts=["yoyaku.example", "cdn.yoyaku.example"])
    assert hosts(destinations_at(AT).permitted) == []
    assert hosts(destinations_at(AT).stopped) == ["yoyaku.example"]
    permitted(row)
    now = destinations_at(AT)
    assert now.permitted == (Destination("yoyaku.example", row.name, LAST),)
    assert now.stopped == ()
    assert FORMS[PERMITTED_FILE](now) == f"# {row.name} 2026-12-31\n.yoyaku.example\n"
    over = destinations_at(OVER)
    assert (hosts(over.permitted), hosts(over.stopped)) == ([], ["yoyaku.example"])
    assert FORMS[STOPPED_FILE](over) == f"# {row.name}\n.yoyaku.example\n"


@pytest.mark.django_db
def test_a_permit_that_is_ended_early_closes_at_once():
    row = served()
    permitted(row)
    Permit.objects.update(ended_at=AT, ended_by=keeper())
    assert hosts(destinations_at(AT).stopped) == ["yoyaku.example"]


@pytest.mark.django_db
def test_the_files_are_for_who_keeps_services_and_the_page_for_who_looks():
    permitted(served())
    page, of = reverse("suppliers:destinations"), "suppliers:destinations-file"
    file = reverse(of, args=[PERMITTED_FILE])
    answer = client_for(keeper()).get(file)
    assert "attachment" in answer["Content-Disposition"]
    assert client_for(keeper()).get(reverse(of, args=["passwd"])).status_code == 404
    looker = client_for(make_person(roles=("committee-member",)))
    assert looker.get(page).status_code == 200
    assert looker.get(file).status_code == 403
    assert client_for(make_person()).get(page).status_code == 403


@pytest.fixture
def conf(tmp_path_factory):
    """A folder Squid may read, with its configuration beside the two lists."""
    if SQUID is None:
        warnings.warn("squid がありません（apt-get install squid で入ります）", stacklevel=1)
        pytest.skip("squid が要る")
    folder = tmp_path_factory.mktemp("squid")
    for each in (folder, *folder.parents):
        if each.owner() == pwd.getpwuid(os.getuid()).pw_name and each.name.startswith("pytest"):
            each.chmod(0o755)
    text = f"{squid_text(str(folder))}http_access allow all\nhttp_port 127.0.0.1:3128\n"
    text += f"cache_log {folder}/log\npid_filename none\ncoredump_dir {folder}\n"
    (folder / "squid.conf").write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize("other", [[], ["old.example"], ["office.example"]])
def test_a_real_squid_takes_the_files_without_a_complaint(conf, other):
    found = compiled(
        [Destination("yoyaku.example", "予約", LAST), Destination("a.office.example", "表", LAST)],
        [Destination(each, "終えた") for each in other],
    )
    for each in LISTS:
        (conf / each).write_text(FORMS[each](found), "utf-8")
    done = subprocess.run(
        [SQUID, "-k", "parse", "-f", str(conf / "squid.conf")], capture_output=True, text=True,
        check=False, timeout=60,
    )  # fmt: skip
    said = done.stderr
    assert done.returncode == 0, said
    assert "ERROR" not in said
    assert "FATAL" not in said
    assert ("empty ACL" in said) == (not other)  # with nothing to stop Squid says so, and goes on
    assert "acl sekisho_permitted dstdomain" in said
