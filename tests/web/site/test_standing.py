"""Assets, premises, terminals, systems, training: no column of a row changes past actions unseen.

The sample is made by the actions alone, and a few rows it has none of; then each table is attacked
by SQL, column by column. What the database itself refuses is no attack.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import IntegrityError, connection, transaction
from tests.web.premises.standing import png
from tests.web.systems.parts import made as system
from tests.web.terminals.parts import made as terminal

from sekisho.verdicts import Verdict
from sekisho.web.assets import actions as registers
from sekisho.web.assets import agreement as assets
from sekisho.web.assets.grading import schemes_for
from sekisho.web.audits import agreement as audits_rows
from sekisho.web.awareness import agreement as awareness_rows
from sekisho.web.corrections import agreement as corrections_rows
from sekisho.web.evidence.agreeing import Fault
from sekisho.web.evidence.checks import ledger_intact
from sekisho.web.evidence.verification import verify
from sekisho.web.governance import agreement as governance_rows
from sekisho.web.maildrills import agreement as maildrills_rows
from sekisho.web.organization.models import Person
from sekisho.web.personnel import actions as personnel
from sekisho.web.personnel import agreement as personnel_rows
from sekisho.web.premises import actions as premises
from sekisho.web.premises import agreement as premises_rows
from sekisho.web.premises.actions.rounds import fixtures_for, lines_for
from sekisho.web.premises.models import Area, DoorSystem, Passage, Round
from sekisho.web.reviews import actions as reviews_actions
from sekisho.web.reviews import agreement as reviews_rows
from sekisho.web.reviews.models import Review
from sekisho.web.site.sample import load_sample
from sekisho.web.suppliers import agreement as suppliers_rows
from sekisho.web.systems import actions as systems
from sekisho.web.systems import agreement as systems_rows
from sekisho.web.systems.actions.refusing import note_refused
from sekisho.web.terminals import actions as terminals
from sekisho.web.terminals import agreement as terminals_rows
from sekisho.web.terminals.messages import Enrolment
from sekisho.web.training import agreement as training_rows

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
ROOMS = (
    assets,
    awareness_rows,
    governance_rows,
    maildrills_rows,
    personnel_rows,
    premises_rows,
    suppliers_rows,
    terminals_rows,
    systems_rows,
    training_rows,
    corrections_rows,
    audits_rows,
    reviews_rows,
)


@pytest.fixture
def sample(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    load_sample(at=AT)
    _fill()


def _fill():
    """Make by the actions what the sample has none of."""
    keeper = Person.objects.get(name="大西 健")
    registers.choose_scheme(
        aspect="integrity", scheme=schemes_for("integrity")[0].id, by=keeper, at=AT
    )
    _fill_premises(keeper)
    secret = terminals.make_secret(by=keeper, at=AT)
    machine = terminal("PC-900", by=keeper, at=AT)
    terminals.enrol(asked=Enrolment(secret, "i", "hw", machine.host, "windows"), at=AT)
    terminals.attest(
        terminal=machine, measure="second-factor", statement="見た", until=date(2026, 8, 1),
        by=keeper, at=AT,
    )  # fmt: skip
    terminals.add_key(public=_public(), label="収集", terminal=machine, by=keeper, at=AT)
    terminals.permit(patterns=[("文書作成ソフト", "")], by=keeper, at=AT)
    entry = systems.DirectoryEntry("ad", "ldaps://dc.example", "dc=x", "(a=*)", "cn=r", "pw")
    systems.set_directory(system=system("試行", by=keeper, at=AT), entry=entry, by=keeper, at=AT)
    staff = personnel.DirectoryEntry(
        "ad", "ldaps://dc.example", "ou=x", "(a=*)", "cn=r", "employeeNumber", password="pw"
    )
    personnel.set_directory(entry=staff, by=keeper, at=AT)
    _fill_reviews()
    note_refused(name="夜間.csv", reason="読めない", untrusted_data=b"x", at=AT)


def _fill_reviews():
    """Conclude the review of the sample: one point is to change a document."""
    row = Review.objects.prepared().get()
    by, when = row.prepared_by, AT + timedelta(days=40)
    open_ones = row.points.filter(outcome="")
    reviews_actions.answer_points(
        review=row, answers={p.pk: reviews_actions.Answer("keep", "足りている") for p in open_ones},
        by=by, at=when,
    )  # fmt: skip
    reviews_actions.conclude_review(
        review=row, opinion="改める", by=Person.objects.get(account__username="okabe"), at=when
    )


def _fill_premises(keeper):
    area = Area.objects.get(name="情報システム室")
    taken = premises.TakenArea(
        row=area, name=area.name, level=area.level, unit=area.unit, place=area.place,
        logs_exit=area.logs_exit, own={"鍵の保管": "金庫"},
    )  # fmt: skip
    premises.take_in_areas(taken=[taken], by=keeper, at=AT)
    premises.open_tablet(area=area, by=keeper, at=AT)
    premises.write_sheet(
        key="", title="書庫の点検", every_days=31, by=keeper, at=AT,
        questions=[premises.Question("facility", "lock", "錠が掛かっている")],
    )  # fmt: skip
    other = Passage.objects.exclude(person=keeper).exclude(person=None).first()
    premises.explain(passage=other, explanation="工事の立会い", by=keeper, at=AT)
    log = (
        "日時,カード番号,氏名,扉名,入退\r\n"
        "2026/05/30 09:00:00,999999,誰か,情報システム室,入室\r\n"
        "いつか,1,誰か,情報システム室,入室\r\n"
    )
    file = premises.DoorFile("log.csv", log.encode())
    premises.import_log(system=DoorSystem.objects.get(), file=file, by=keeper, at=AT)
    row = Round.objects.filter(area=area, done_at=None).first()
    thing = fixtures_for(row)[0]
    lines = [each.id for each in lines_for(row.sheet, thing)]
    premises.answer_fixture(
        round=row, fixture=thing, by=keeper, at=AT,
        seen=premises.Seen(dict.fromkeys(lines, "good"), untrusted_photo=png()),
    )  # fmt: skip


def _public():
    key = Ed25519PrivateKey.generate().public_key()
    return key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


def found(*rooms):
    return {(each.subject, each.fault) for room in rooms or ROOMS for each in room.differences()}


def after(room, sql, *values):
    """Return what is found after a statement that is undone again; None: the database refused."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(sql, values)
            result = found(room)
            transaction.set_rollback(True)
    except IntegrityError:
        return None
    return result


def tables():
    """Yield every table that is compared with its room and a row to attack."""
    for room in ROOMS:
        for kept in room.TABLES.kept:
            row = kept.model._default_manager.filter(**kept.where).order_by("-pk").first()
            assert row is not None, f"nothing to attack in {kept.word}"
            yield room, kept, row, kept.model._meta.db_table


_SHIFTED = {
    "BooleanField": lambda value: not value,
    "DateField": lambda value: (value or date(2026, 1, 1)) + timedelta(days=1),
    "DateTimeField": lambda value: (value or AT) + timedelta(seconds=1),
    "BinaryField": lambda value: bytes(value or b"") + b"x",
    "JSONField": lambda value: '{"x": 1}' if isinstance(value, dict) else '["x"]',
    **dict.fromkeys(
        ("BigIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField",
         "PositiveBigIntegerField"),
        lambda value: (value or 0) + 7,
    ),
}  # fmt: skip


def _other(column, value):
    """Return a value the column does not have now."""
    if column.is_relation:
        rows = column.related_model._default_manager.exclude(pk=value).order_by("pk")
        return rows.values_list("pk", flat=True).last()
    shifted = _SHIFTED.get(column.get_internal_type())
    return shifted(value) if shifted else next(each for each in ("in", "x1") if each != value)


def test_no_row_of_five_rooms_changes_unseen(sample, django_assert_max_num_queries):
    """The sample is loaded once for all of it: it takes longer than everything after."""
    count = sum(len(room.TABLES.kept) for room in ROOMS)
    with django_assert_max_num_queries(count + len(ROOMS)):
        assert found() == set()
    assert verify().intact
    _every_column()
    _every_table_loses_a_row()
    _every_table_gains_a_row()
    assert found() == set()
    _it_is_told_in_words()


def _every_column():
    seen, refused = 0, []
    for room, kept, row, table in tables():
        for field in kept.model._meta.concrete_fields:
            if field.attname not in kept.columns or field.primary_key:
                continue
            value = _other(field, getattr(row, field.attname))
            sql = f'UPDATE "{table}" SET "{field.column}" = %s WHERE "id" = %s'
            result = after(room, sql, value, row.pk)
            if result is None:
                refused.append(f"{table}.{field.column}")
                continue
            seen += 1
            assert result, f"{table}.{field.column} changed unseen"
            if field.attname not in {kept.key, kept.group}:
                assert (kept.named(row), Fault.CHANGED) in result, (table, field.column, result)
    assert seen > 100
    assert len(refused) < 110, refused  # whole rows, order of steps, two different people


def _every_table_loses_a_row():
    for room, kept, row, table in tables():
        rows = kept.model._default_manager.filter(**kept.where)
        result = after(room, f'DELETE FROM "{table}" WHERE "id" = %s', row.pk)
        alone = not kept.group or rows.filter(**{kept.group: getattr(row, kept.group)}).count() == 1
        fault = Fault.REMOVED if alone else Fault.CHANGED
        assert result is not None, table
        assert (kept.named(row), fault) in result, (kept.word, result)


_FRESH = {
    "number", "name", "key", "aspect", "host", "public", "mark", "pattern", "key_sha256", "sha256",
    "token_sha256", "login", "label", "title",
}  # fmt: skip


def _every_table_gains_a_row():
    gained = 0
    for room, kept, row, table in tables():
        fields = [each for each in kept.model._meta.concrete_fields if not each.primary_key]
        names = ", ".join(f'"{each.column}"' for each in fields)
        fresh = ", ".join(
            "'new'"
            if each.attname in _FRESH and "Char" in each.get_internal_type()
            else f'"{each.column}"'
            for each in fields
        )
        sql = f'INSERT INTO "{table}" ({names}) SELECT {fresh} FROM "{table}" WHERE "id" = %s'
        result = after(room, sql, row.pk)
        if result is None:
            continue  # the database has room for one such row only
        gained += 1
        assert {fault for _name, fault in result} <= {Fault.UNSEALED, Fault.CHANGED}, kept.word
        assert any(name.startswith(f"{kept.word}:") for name, _fault in result), (kept.word, result)
    assert gained > 15


def _it_is_told_in_words():
    keeper = Person.objects.get(name="大西 健").pk
    with connection.cursor() as cursor:
        cursor.execute("UPDATE assets_asset SET confidentiality = '' WHERE number = 'A-0001'")
        cursor.execute("UPDATE premises_passage SET person_id = %s WHERE source_id > 0", [keeper])
    told = [each.message for each in verify().problems]
    assert any("「情報資産 " in each and "の行が" in each for each in told), told
    assert any("「取り込んだ入退室記録 " in each for each in told), told
    assert ledger_intact(AT).verdict is Verdict.FAILS
