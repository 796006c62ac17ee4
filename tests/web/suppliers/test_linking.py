"""Links: opened once with the right code, never after five wrong ones, over on their day."""

from datetime import timedelta

import pytest
from tests.web.factories import AT
from tests.web.suppliers.contracting import contracted, keeper
from tests.web.suppliers.linking import answered, asked, link_of, linked, opened, resident

from sekisho.catalogue import load_suppliers
from sekisho.web.evidence import queries as evidence
from sekisho.web.suppliers import actions
from sekisho.web.suppliers.agreement import differences
from sekisho.web.suppliers.errors import SuppliersError
from sekisho.web.suppliers.models import Link

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return keeper()


@pytest.fixture
def row(by):
    return asked(contracted(by), by)


def wrong(link):
    code = actions.secrets_of(Link.objects.get(pk=link.pk))[1]
    return f"{(int(code) + 1) % 10**8:08}"


def test_the_right_code_opens_once(row):
    link = link_of(row)
    token, code = actions.secrets_of(link)
    assert actions.find_link(token, AT) == link
    assert opened(row).opened_at == AT
    with pytest.raises(SuppliersError, match="既に使われて"):
        actions.open_link(link=link, untrusted_code=code, at=AT)
    assert actions.secrets_of(Link.objects.get()) == (token, "")
    assert list(differences()) == []


def test_after_five_wrong_codes_not_even_the_right_one_opens(row):
    link = link_of(row)
    code = actions.secrets_of(link)[1]
    for _time in range(5):
        with pytest.raises(SuppliersError):
            actions.open_link(link=link, untrusted_code=wrong(link), at=AT)
    with pytest.raises(SuppliersError):
        actions.open_link(link=link, untrusted_code=code, at=AT)
    assert Link.objects.get().attempts == 5


def test_a_new_code_opens_again_and_the_old_one_does_not(row, by):
    link = opened(row)
    old = link_of(row)
    actions.renew_code(link=old, by=by, at=AT)
    link.refresh_from_db()
    assert (link.opened_at, link.attempts) == (None, 0)
    assert opened(row).opened_at == AT


def test_it_ends_with_its_day(row):
    token, code = actions.secrets_of(link_of(row))
    days = timedelta(days=load_suppliers().link_days)
    assert actions.find_link(token, AT + days)
    later = AT + days + timedelta(days=1)
    assert actions.find_link(token, later) is None
    with pytest.raises(SuppliersError):
        actions.open_link(link=link_of(row), untrusted_code=code, at=later)


def test_a_token_nobody_made_finds_nothing(row):
    assert actions.find_link("x" * 43, AT) is None
    assert actions.find_link("", AT) is None


def test_a_new_link_closes_the_earlier_one_and_forgets_its_secrets(row, by):
    first = link_of(row)
    token = actions.secrets_of(first)[0]
    actions.make_link(subject=row, by=by, at=AT)
    first.refresh_from_db()
    assert (first.closed_at, first.secrets) == (AT, None)
    assert actions.find_link(token, AT) is None
    assert list(differences()) == []


def test_neither_token_nor_code_is_sealed_or_kept_in_the_clear(row):
    link = link_of(row)
    token, code = actions.secrets_of(link)
    (sealed,) = evidence.sealed(["supplier-link.made"])
    stored = f"{sealed.facts} {Link.objects.values().get()}"
    assert token not in stored
    assert code not in stored
    assert len(token) >= 43


def test_answered_its_link_is_over(row, by):
    token = actions.secrets_of(link_of(row))[0]
    answered(row)
    assert actions.find_link(token, AT) is None
    row.refresh_from_db()
    with pytest.raises(SuppliersError, match="回答が済んで"):
        actions.make_link(subject=row, by=by, at=AT)


def test_no_link_for_somebody_who_has_left(by):
    worker = resident(contracted(by), by)
    linked(worker, by)
    worker = actions.end_worker(worker=worker, on=worker.from_date, by=by, at=AT)
    with pytest.raises(SuppliersError, match="終わっています"):
        linked(worker, by)


def test_a_closed_link_gets_no_new_code(row, by):
    link = actions.close_link(link=link_of(row), by=by, at=AT)
    with pytest.raises(SuppliersError, match="終わっています"):
        actions.renew_code(link=link, by=by, at=AT)


def test_with_another_key_of_the_instance_no_code_opens(row, settings):
    link = link_of(row)
    code = actions.secrets_of(link)[1]
    settings.SECRET_KEY = "another"
    with pytest.raises(SuppliersError):
        actions.open_link(link=link, untrusted_code=code, at=AT)
