"""Evidence and ledger pages: readable for some, provable for them, writable for nobody."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.web.factories import AT, client_for, make_person

from sekisho.ledger import (
    leaf_hash,
    open_checkpoint,
    parse_vkey,
    verify_inclusion,
)
from sekisho.verdicts import Result, Verdict
from sekisho.web.evidence import actions
from sekisho.web.evidence.models import Attachment, Checkpoint, Record, Witnessing

pytestmark = pytest.mark.django_db

READER, WITNESS, DESK = "committee-member", "auditor", "secretariat"


@pytest.fixture
def reader():
    return client_for(make_person(roles=(READER,)))


def seal(number: int = 0, **fields):
    return actions.seal(kind="edition.imported", subject=f"edition:{number}", at=AT, **fields)


def test_the_list_shows_records_newest_first_and_by_kind(reader):
    seal(1)
    actions.seal(kind="check", subject="roles-held", at=AT, verdict=Verdict.FAILS)
    page = reader.get(reverse("evidence:list")).content.decode()
    assert page.index("roles-held") < page.index("edition:1")
    assert "不適合" in page
    assert (
        "edition:1" not in reader.get(reverse("evidence:list"), {"kind": "check"}).content.decode()
    )


def test_the_lists_queries_do_not_grow_with_records(reader, django_assert_max_num_queries):
    person = make_person()
    for number in range(10):
        seal(number, by=str(person.opaque_id))
    with django_assert_max_num_queries(25) as few:
        reader.get(reverse("evidence:list"))
    for number in range(10):
        seal(number, by=str(make_person().opaque_id))
    with django_assert_max_num_queries(25) as many:
        reader.get(reverse("evidence:list"))
    assert len(few.captured_queries) == len(many.captured_queries)


@pytest.mark.parametrize("name", ["list", "ledger"])
def test_pages_are_closed_to_others(name):
    url = reverse(f"evidence:{name}")
    assert client_for(make_person()).get(url).status_code == 403
    assert Client().get(url).status_code == 302


def test_one_record_shows_its_sentence_its_rows_with_names_and_its_proof(reader):
    person = make_person("黒田 敏夫")
    result = Result(
        Verdict.FAILS, "役割が{n}件あいています。", {"n": 2}, ({"person": str(person.opaque_id)},)
    )
    view = actions.seal_result(check="roles-held", result=result, at=AT, valid_until=AT)
    actions.make_checkpoint(at=AT)
    page = reader.get(reverse("evidence:detail", args=[view.index])).content.decode()
    assert "役割が2件あいています。" in page
    assert "黒田 敏夫" in page
    assert "確かめました" in page


def test_a_record_that_does_not_exist_is_not_found(reader):
    assert reader.get(reverse("evidence:detail", args=[7])).status_code == 404
    assert reader.get(reverse("evidence:proof", args=[7])).status_code == 404


def test_the_proof_file_is_enough_for_anybody_to_check(reader):
    for number in range(5):
        seal(number)
    actions.make_checkpoint(at=AT)
    proof = reader.get(reverse("evidence:proof", args=[3])).json()

    key = parse_vkey(proof["verifier_key"])
    head = open_checkpoint(proof["checkpoint"].encode(), [key], origin=key.name)

    path = [bytes.fromhex(each) for each in proof["path"]]
    verify_inclusion(leaf_hash(proof["data"].encode()), proof["index"], head.size, path, head.root)


def test_a_file_beside_an_entry_is_only_ever_a_download(reader):
    view = seal(files=[actions.File("<b>.html", "text/html", b"<script>")])
    file = Attachment.objects.get()
    auditor = client_for(make_person(roles=(WITNESS,)))
    answer = auditor.get(reverse("evidence:attachment", args=[view.index, file.pk]))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_file_is_not_reached_through_another_record(reader):
    seal(files=[actions.File("a", "text/plain", b"x")])
    other = seal(1)
    url = reverse("evidence:attachment", args=[other.index, Attachment.objects.get().pk])
    assert reader.get(url).status_code == 404


def test_only_the_desk_erases_and_the_proof_stands(reader):
    view = seal(files=[actions.File("a", "text/plain", b"x")])
    actions.make_checkpoint(at=AT)
    url = reverse("evidence:erase", args=[view.index, Attachment.objects.get().pk])
    assert reader.post(url, {"reason": "request"}).status_code == 403
    desk = make_person(roles=(DESK,))
    assert client_for(desk).post(url, {"reason": "request"}).status_code == 302
    file = Attachment.objects.get()
    assert file.content is file.salt is None
    assert (
        "確かめました" in reader.get(reverse("evidence:detail", args=[view.index])).content.decode()
    )


def test_an_unknown_reason_erases_nothing():
    view = seal(files=[actions.File("a", "text/plain", b"x")])
    url = reverse("evidence:erase", args=[view.index, Attachment.objects.get().pk])
    client_for(make_person(roles=(DESK,))).post(url, {"reason": "because"})
    assert Attachment.objects.get().erased_at is None


def test_verifying_says_intact_and_after_a_change_says_where(reader):
    seal()
    url = reverse("evidence:verify")
    assert "封印した時のまま" in reader.post(url).content.decode()
    Record.objects.filter(pk=0).update(actor="x")
    assert "改変の跡" in reader.post(url).content.decode()


def test_a_checkpoint_brought_from_outside_is_compared(reader):
    seal()
    note = actions.make_checkpoint(at=AT).text.encode()
    file = SimpleUploadedFile("note.txt", note)
    page = reader.post(reverse("evidence:verify"), {"checkpoint": file}).content.decode()
    assert "お手元のチェックポイントとも一致" in page


class TestWitnessing:
    @pytest.fixture
    def witness(self):
        return client_for(make_person(roles=(WITNESS,)))

    def test_a_witness_makes_a_checkpoint_and_a_reader_may_not(self, witness, reader):
        seal()
        url = reverse("evidence:make-checkpoint")
        assert reader.post(url).status_code == 403
        assert witness.post(url).status_code == 302
        assert Checkpoint.objects.count() == 1

    def test_the_note_can_be_downloaded(self, reader):
        seal()
        row = actions.make_checkpoint(at=AT)
        answer = reader.get(reverse("evidence:checkpoint-file", args=[row.size]))
        assert answer.content.decode() == row.text

    def test_a_printed_checkpoint_is_recorded_with_where_it_went(self, witness):
        seal()
        row = actions.make_checkpoint(at=AT)
        url = reverse("evidence:hand-over", args=[row.size, "print"])
        witness.post(url, {"to": ""})
        assert not Witnessing.objects.exists()
        witness.post(url, {"to": "監査室"})
        assert Witnessing.objects.get().to == "監査室"

    def test_without_a_mail_server_the_page_says_to_print(self, witness):
        seal()
        row = actions.make_checkpoint(at=AT)
        url = reverse("evidence:hand-over", args=[row.size, "mail"])
        assert "印刷して渡してください" in witness.post(url, follow=True).content.decode()

    def test_the_mail_to_the_auditor_carries_the_signed_note(self, witness, settings):
        settings.LEDGER_WITNESS_MAIL = "audit@asagiri.example"
        settings.MAIL_CONFIGURED = True
        seal()
        row = actions.make_checkpoint(at=AT)
        witness.post(reverse("evidence:hand-over", args=[row.size, "mail"]))
        assert row.text in mail.outbox[0].body
        assert Witnessing.objects.get().way == "mail"

    def test_an_unknown_way_is_not_found(self, witness):
        seal()
        row = actions.make_checkpoint(at=AT)
        url = reverse("evidence:hand-over", args=[row.size, "pigeon"])
        assert witness.post(url).status_code == 404

    def test_a_reader_may_not_hand_over(self, reader):
        seal()
        row = actions.make_checkpoint(at=AT)
        url = reverse("evidence:hand-over", args=[row.size, "print"])
        assert reader.post(url, {"to": "x"}).status_code == 403


def test_stale_is_not_fresh_a_moment_after(reader):
    view = seal(valid_until=AT)
    assert not view.fresh(AT + timedelta(seconds=1))


def test_what_a_browser_calls_a_file_is_kept_up_to_its_columns_length():
    seal(files=[actions.File("a" * 999, "x/" + "y" * 999, b"x")])
    file = Attachment.objects.get()
    assert file.media_type == "x/" + "y" * 98
    assert len(file.name) == 200


def test_a_kind_there_is_none_of_narrows_nothing(reader):
    seal(1)
    page = reader.get(reverse("evidence:list"), {"kind": "\x00"})
    assert page.status_code == 200
    assert "edition:1" in page.content.decode()
