"""Who may use which address: the list a reviewer reads, and every page in English."""

import pytest
from django.urls import resolve, reverse
from tests.web.factories import client_for, make_person
from tests.web.policies.samples import published
from tests.web.policies.test_restriction import addresses, given_for

from sekisho.web.ui.access import access_of

RULES = {
    "policies:documents": "signed in",
    "policies:import": "documents.draft",
    "policies:search": "signed in",
    "policies:document": "signed in",
    "policies:pledges": "documents.publish",
    "policies:comparison": "signed in",
    "policies:comparison-docx": "signed in",
    "policies:edition": "signed in",
    "policies:source": "signed in",
    "policies:submit": "documents.draft",
    "policies:decide": "documents.approve",
    "policies:publish": "documents.publish",
    "policies:review": "documents.draft",
    "policies:discard": "documents.draft",
    "policies:export": "signed in",
    "policies:topics": "documents.draft",
    "policies:confirm-topics": "documents.draft",
    "policies:set-topics": "documents.draft",
    "policies:gaps": "procedures.read",
    "policies:link": "documents.draft",
    "policies:manuscripts": "documents.draft",
    "policies:draw": "documents.draft",
    "policies:blank": "documents.draft",
    "policies:manuscript": "documents.draft",
    "policies:finish": "documents.draft",
    "policies:drop": "documents.draft",
    "policies:passage": "documents.draft",
    "policies:passage-add": "documents.draft",
    "policies:move": "documents.draft",
    "policies:remark": "documents.draft",
    "policies:settle": "documents.draft",
    "policies:begin-next": "documents.draft",
    "policies:api-documents": "status.read",
    "policies:api-edition": "status.read",
    "policy:page": "public",
    "policy:download": "public",
    "policy:pdf": "public",
    "policy:docx": "public",
    "pledges:mine": "signed in",
    "pledges:pledge": "signed in",
    "pledges:confirm": "signed in",
    "pledges:progress": "pledges.manage",
    "pledges:record": "pledges.record",
    "pledges:sheet": "pledges.manage | pledges.record",
    "pledges:sheet-docx": "pledges.manage | pledges.record",
    "pledges:terminal": "public",
    "pledges:terminal-open": "pledges.record",
    "pledges:terminal-names": "public",
    "pledges:terminal-confirm": "public",
    "pledges:terminal-close": "public",
}


def test_every_address_has_exactly_the_rule_listed_here():
    found = {}
    for name, names in addresses():
        view = resolve(reverse(name, kwargs=dict.fromkeys(names, 1))).func
        found[name] = str(access_of(view))
    assert found == RULES


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_can_be_read_in_either_language(language):
    edition = published()
    client = client_for(make_person(roles=("secretariat",)))
    for name, names in addresses():
        given = given_for(name, names, edition, edition.document, edition.clauses.first())
        answer = client.get(reverse(name, kwargs=given), headers={"Accept-Language": language})
        assert answer.status_code in {200, 403, 404, 405}, name
        if answer.status_code == 200 and name.startswith("policies:") and "api" not in name:
            assert answer.headers.get("Content-Language", language) == language
