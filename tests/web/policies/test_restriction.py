"""実施手順 never leave the server for who may not read them: every address is walked."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.web.factories import client_for, make_person
from tests.web.policies.samples import (
    MARKER,
    PROCEDURE,
    PROCEDURE_TITLE,
    approved,
    imported,
    next_edition,
    published,
    submitted,
)

from sekisho.catalogue import load
from sekisho.web.approvals.models import Application
from sekisho.web.notices.models import Mail, Notice
from sekisho.web.policies.forms import ImportForm
from sekisho.web.policies.models import Clause, Document, Edition
from sekisho.web.policies.views.searching import matching

pytestmark = pytest.mark.django_db
OURS = ("policies", "pledges", "policy")
NEXT = PROCEDURE.replace("氏名", "職名と氏名").encode()

# Roles that can do much in this room and still may not know of a 実施手順.
OUTSIDERS = [
    ("committee-chair",),  # decides on documents, reads evidence
    ("committee-member",),
    (),
]


def addresses(resolver=None, namespace=""):
    """Yield name and converter names of every address of the room."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            name = f"{namespace}:{each.namespace}" if namespace and each.namespace else ""
            yield from addresses(each, name or each.namespace or namespace)
        elif isinstance(each, URLPattern) and namespace in OURS:
            yield f"{namespace}:{each.name}", tuple(each.pattern.converters)


def given_for(name, names, edition, document, clause):
    """Return the arguments that lead an address to the procedure."""
    documents = {"policies:document", "policies:comparison", "policies:comparison-docx"}
    values = {
        "pk": document.pk if name in documents else edition.pk,
        "clause_pk": clause.pk,
        "unit": 1,
    }
    return {each: values[each] for each in names}


@pytest.fixture
def procedures():
    """One procedure in every state, all with the marker in them."""
    first = published(imported(kind="procedure"))
    second = published(next_edition(first, NEXT))
    waiting = submitted(next_edition(second, NEXT + b"\n"))
    ready = approved(next_edition(second, NEXT + b"\n\n"))
    draft = next_edition(second, NEXT + b"\n\n\n")
    return [first, second, waiting, ready, draft]


def texts_of(client, address, given, method):
    url = reverse(address, kwargs=given)
    queries = {
        "policies:search": [
            {"words": MARKER[:3], "past": "on"},  # not the whole: the page shows what was typed
            {"words": "鍵", "kind": "procedure", "past": "on"},
            {"words": "当直の職員"},
        ],
    }.get(address, [{}])
    for query in queries:
        answer = getattr(client, method)(url, query)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        yield answer.status_code, body.decode(errors="replace") + str(answer.headers)


def test_there_are_addresses_to_walk():
    found = dict(addresses())
    assert len(found) >= 30
    assert {name.split(":")[0] for name in found} == set(OURS)


@pytest.mark.parametrize("roles", OUTSIDERS, ids=["chair", "member", "nobody"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_answer_to_an_outsider_names_a_procedure(procedures, roles, method):
    reader = make_person(roles=roles)
    client = client_for(reader)
    for address, names in addresses():
        for edition in procedures:
            clause = edition.clauses.first()
            given = given_for(address, names, edition, edition.document, clause)
            for _status, text in texts_of(client, address, given, method):
                for secret in (MARKER, PROCEDURE_TITLE, "当直室", "入退室の記録簿"):
                    assert secret not in text, (address, secret)


@pytest.mark.parametrize("roles", OUTSIDERS, ids=["chair", "member", "nobody"])
def test_every_address_of_a_procedure_answers_as_if_there_were_none(procedures, roles):
    client = client_for(make_person(roles=roles))
    nowhere = max(Edition.objects.values_list("pk", flat=True)) + 1000
    for address, names in addresses():
        if not names or not address.startswith("policies:"):
            continue
        edition = procedures[1]
        given = given_for(address, names, edition, edition.document, edition.clauses.first())
        real = client.get(reverse(address, kwargs=given), {"old": edition.pk, "new": edition.pk})
        none = client.get(reverse(address, kwargs=dict.fromkeys(given, nowhere)))
        assert real.status_code == none.status_code
        assert real.status_code in {403, 404, 405}


def test_nobody_signed_in_is_sent_to_sign_in(procedures, client):
    for address, names in addresses():
        if not address.startswith("policies:"):
            continue
        edition = procedures[1]
        given = given_for(address, names, edition, edition.document, edition.clauses.first())
        answer = client.get(reverse(address, kwargs=given))
        assert answer.status_code in {302, 405}


def test_a_reader_with_the_right_does_see_it_so_that_the_walk_proves_something(procedures):
    client = client_for(make_person(roles=("auditor",)))
    seen = 0
    for address, names in addresses():
        edition = procedures[1]
        given = given_for(address, names, edition, edition.document, edition.clauses.first())
        for status, text in texts_of(client, address, given, "get"):
            seen += status == 200 and (MARKER in text or PROCEDURE_TITLE in text)
    assert seen >= 6


def test_no_role_of_the_catalogue_without_the_right_reads_one(procedures):
    for role in load().roles.values():
        rights = frozenset(role.permissions)
        sees = "procedures.read" in rights
        assert Document.objects.readable(rights).filter(kind="procedure").exists() == sees
        assert Clause.objects.readable(rights).filter(text__contains=MARKER).exists() == sees
        assert matching(rights, words=MARKER, kind="", past=True).exists() == sees


def test_applications_notices_and_mails_do_not_name_a_procedure(procedures):
    written = [
        *Application.objects.values_list("title", "url", "subject"),
        *Notice.objects.values_list("title", "url", "key"),
        *Mail.objects.values_list("subject", "body"),
    ]
    assert written
    assert PROCEDURE_TITLE not in str(written)
    assert MARKER not in str(written)


def test_an_outsider_cannot_upload_a_procedure_or_choose_one_as_document(procedures):
    form = ImportForm(rights=frozenset({"documents.draft"}))
    assert "procedure" not in dict(form.fields["kind"].choices)
    assert procedures[0].document not in form.fields["document"].queryset
