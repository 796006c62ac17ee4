"""Reports: by the page, by a forwarded mail; a real attack is never taken for a drill."""

from datetime import timedelta
from email.message import EmailMessage
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart

import pytest
from tests.web.factories import AT, make_person
from tests.web.maildrills.drilling import (
    AFTER,
    all_sent,
    body_of_twelve,
    letter_of,
    link_word,
    started,
)

from sekisho.catalogue import load_drill_letters
from sekisho.web.evidence import queries as evidence
from sekisho.web.maildrills import actions
from sekisho.web.maildrills.actions.taking import LARGEST
from sekisho.web.notices.models import Notice

pytestmark = pytest.mark.django_db
SUBJECT = load_drill_letters()["password"].subject


@pytest.fixture
def people():
    return body_of_twelve()


@pytest.fixture
def drill(people):
    row = started()
    all_sent(row)
    return row


def link_for(drill, person):
    return f"http://localhost:8000/mail-drill/{drill.pk}/{link_word(drill, person)}/"


def report(text="", subject="", by=None, at=AT):
    return actions.note_reported(untrusted_text=text, subject=subject, by=by, at=at)


def test_a_link_in_the_text_is_counted_for_whoever_got_it(drill, people):
    assert report(f"こんなのが来た {link_for(drill, people[0])}。", by=people[5]) == drill
    assert letter_of(drill, people[0]).reported_on is not None
    assert letter_of(drill, people[5]).reported_on is None


def test_the_subject_counts_for_who_was_sent_that_letter(drill, people):
    assert report(subject=f" {SUBJECT} ", by=people[1]) == drill
    assert letter_of(drill, people[1]).reported_on is not None
    drill.refresh_from_db()
    assert drill.first_reported_at == AT
    report(subject=SUBJECT, by=people[2], at=AT + timedelta(hours=1))
    drill.refresh_from_db()
    assert drill.first_reported_at == AT


@pytest.mark.parametrize("subject", ["", "別のメール", f"Re: {SUBJECT}"])
def test_another_mail_is_no_drill(drill, people, subject):
    assert report("本文", subject, people[0]) is None
    assert letter_of(drill, people[0]).reported_on is None


def test_a_subject_from_somebody_who_got_no_letter_is_no_drill(drill):
    assert report(subject=SUBJECT, by=make_person()) is None


def test_a_forged_link_is_no_drill(drill, people):
    forged = f"http://localhost:8000/mail-drill/{drill.pk}/{'a' * 26}/"
    longer = link_for(drill, people[0])[:-1] + "aaaa/"
    assert report(forged) is None
    assert report(longer) is None
    assert report(f"/mail-drill/{drill.pk + 1}/{link_word(drill, people[0])}/") is None


def test_a_late_report_is_thanked_for_and_not_counted(drill, people):
    assert report(link_for(drill, people[0]), at=AFTER) == drill
    assert letter_of(drill, people[0]).reported_on is None


def mail(text="", *, html=False):
    found = EmailMessage()
    found["Subject"], found["From"] = "転送", "a@asagiri.example"
    found.set_content(text, subtype="html" if html else "plain", cte="base64")
    return found


@pytest.fixture
def box(tmp_path):
    (tmp_path / "new").mkdir()

    def put(message, name="1.host"):
        data = message if isinstance(message, bytes) else message.as_bytes()
        (tmp_path / "new" / name).write_bytes(data)

    put.folder = tmp_path
    return put


def left(box):
    return [each.name for folder in ("new", "cur") if (box.folder / folder).exists()
            for each in (box.folder / folder).iterdir()]  # fmt: skip


def forwarded(inner):
    outer = MIMEMultipart()
    outer["Subject"] = "Fwd"
    outer.attach(MIMEMessage(inner))
    return outer


@pytest.mark.parametrize("way", ["inline", "html", "attached"])
def test_a_forwarded_letter_is_counted_and_deleted(box, drill, people, way):
    link = link_for(drill, people[0])
    inner = mail(f"<a href='{link}'>x</a>", html=True) if way == "html" else mail(f"> {link}")
    box(forwarded(inner) if way == "attached" else inner)
    assert actions.take_reports(folder=box.folder, at=AT) == 1
    assert letter_of(drill, people[0]).reported_on is not None
    assert left(box) == []


def test_any_other_mail_stays_and_who_sees_to_incidents_is_told(box, drill):
    watcher = make_person(roles=("csirt-head",))
    box(mail("本物かもしれない http://evil.example/"))
    box(b"\xff\xfe not a mail at all", "2.host")
    assert actions.take_reports(folder=box.folder, at=AT) == 0
    assert sorted(left(box)) == ["1.host:2,", "2.host:2,"]
    told = Notice.objects.open().filter(key__startswith="suspicious-mail")
    assert watcher in {each.person for each in told}
    assert "2件" in told[0].title
    assert actions.take_reports(folder=box.folder, at=AT) == 0
    assert told.count() == len({each.person_id for each in told})


def test_a_mail_too_large_to_read_whole_is_kept_as_if_it_were_real(box, drill, people):
    box(mail("x" * LARGEST + link_for(drill, people[0])))
    assert actions.take_reports(folder=box.folder, at=AT) == 0
    assert left(box) == ["1.host:2,"]


def test_a_link_of_the_file_system_is_left_alone(box, drill, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("x")
    (box.folder / "new" / "9.host").symlink_to(secret)
    assert actions.take_reports(folder=box.folder, at=AT) == 0
    assert secret.exists()
    assert left(box) == ["9.host"]


def test_without_a_mailbox_nothing_happens(tmp_path):
    assert actions.take_reports(folder=tmp_path / "none", at=AT) == 0


def test_a_report_says_nothing_about_who_reported(box, drill, people):
    before = evidence.size()
    report(subject=SUBJECT, by=people[1])
    assert not Notice.objects.exists()
    assert evidence.size() == before
