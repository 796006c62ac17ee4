"""Whatever happens in assets, premises, terminals and systems by the actions: no false alarm."""

import random
from datetime import timedelta

import pytest
import time_machine
from tests.web.assets.register import entry as asset_entry
from tests.web.assets.register import graded, zone
from tests.web.factories import AT, DAY, make_person, make_unit
from tests.web.premises import standing
from tests.web.systems import parts as system_parts
from tests.web.terminals import parts as terminal_parts

from sekisho.web.assets import actions as assets
from sekisho.web.assets import agreement as assets_rows
from sekisho.web.assets.models import Asset, Relation, Zone
from sekisho.web.premises import actions as premises
from sekisho.web.premises import agreement as premises_rows
from sekisho.web.premises.models import (
    Area,
    Card,
    DoorImport,
    DoorSystem,
    Fault,
    Listed,
    Passage,
    Round,
    StockLine,
    StockTaking,
    Visit,
)
from sekisho.web.systems import actions as systems
from sekisho.web.systems import agreement as systems_rows
from sekisho.web.systems.listed import Listed as Account
from sekisho.web.systems.models import InformationSystem, SystemAccount, Weakness
from sekisho.web.terminals import actions as terminals
from sekisho.web.terminals import agreement as terminals_rows
from sekisho.web.terminals.messages import Enrolment
from sekisho.web.terminals.models import Node, PermittedSoftware, Terminal
from sekisho.web.ui.errors import Refused

pytestmark = pytest.mark.django_db
STEPS = 30


class Life:
    """Steps by lot, each later than the one before; what an action refuses did not happen."""

    def __init__(self, lot):
        self.lot, self.at, self.number = lot, AT, 0
        self.keeper, self.other = standing.keeper(), standing.keeper()
        self.steps = [getattr(self, name) for name in dir(self) if name.startswith("do_")]

    def step(self):
        self.at += timedelta(hours=self.lot.randint(1, 40), microseconds=self.lot.randint(0, 999))
        self.number += 1
        with time_machine.travel(self.at, tick=False):  # no step may ask the wall for the time
            try:
                self.lot.choice(self.steps)()
            except Refused:
                return

    def one(self, rows):
        found = list(rows.order_by("pk"))
        return self.lot.choice(found) if found else None

    @property
    def today(self):
        return DAY + (self.at - AT)


class AssetLife(Life):
    """The register of assets."""

    def _entry(self):
        place = self.lot.choice(["", "本館2階", "本館3階　西"])
        return asset_entry(f"資産 {self.number}", place=place, note=str(self.number), **graded())

    def do_record(self):
        assets.record(entry=self._entry(), by=self.keeper, at=self.at)

    def do_change(self):
        if row := self.one(Asset.objects.all()):
            assets.change(asset=row, entry=self._entry(), by=self.other, at=self.at)

    def do_confirm(self):
        if row := self.one(Asset.objects.all()):
            assets.confirm(asset=row, by=self.keeper, at=self.at)

    def do_exclude(self):
        if row := self.one(Asset.objects.all()):
            assets.exclude(asset=row, reason="別会計", by=self.keeper, at=self.at)

    def do_include(self):
        if row := self.one(Asset.objects.filter(covered=False)):
            assets.include(asset=row, by=self.keeper, at=self.at)

    def do_relate(self):
        upper, lower = self.one(Asset.objects.all()), self.one(Asset.objects.all())
        if upper and lower:
            kind = self.lot.choice(Relation.Kind.values)
            assets.relate(upper=upper, lower=lower, kind=kind, by=self.keeper, at=self.at)

    def do_unrelate(self):
        if row := self.one(Relation.objects.all()):
            assets.unrelate(relation=row, by=self.keeper, at=self.at)

    def do_rename_zone(self):
        row = self.one(Zone.objects.all()) or zone("lgwan")
        assets.rename_zone(zone=row, label=f"領域 {self.number}", by=self.keeper, at=self.at)

    def do_choose_scheme(self):
        scheme = self.lot.choice(["mic-2024-confidentiality", "confidentiality-3"])
        try:
            assets.choose_scheme(
                aspect="confidentiality", scheme=scheme, by=self.keeper, at=self.at
            )
        except KeyError:
            return


class PremisesLife(Life):
    """Areas, lists, doors, visitors, rounds, counts."""

    def __init__(self, lot):
        super().__init__(lot)
        self.unit = make_unit()
        self.area = standing.make_area(unit=self.unit)
        self.system = standing.make_system(self.area)
        premises.plan_rounds(
            area=self.area, sheet="server-room-week", due_on=DAY, by=self.keeper, at=AT
        )

    def do_area(self):
        standing.make_area(unit=self.unit)

    def do_change_area(self):
        row = self.one(Area.objects.in_use())
        taken = premises.TakenArea(
            row=row, name=row.name, level=row.level, unit=row.unit, place=f"{self.number}階",
            logs_exit=self.lot.choice([True, False]), own={"鍵": str(self.number)},
        )  # fmt: skip
        premises.take_in_areas(taken=[taken], by=self.keeper, at=self.at)

    def do_close_area(self):
        if row := self.one(Area.objects.in_use().exclude(pk=self.area.pk)):
            premises.close_area(area=row, by=self.keeper, at=self.at)

    def do_review(self):
        premises.review_list(area=self.area, by=self.keeper, at=self.at)

    def do_let_in(self):
        standing.let_in(self.area, self.lot.choice([self.keeper, self.other]), days=90)

    def do_end_listed(self):
        if row := self.one(Listed.objects.all()):
            premises.end_listed(listed=row, on=self.today, by=self.keeper, at=self.at)

    def do_pass(self):
        premises.pass_in(area=self.area, person=self.other, by=self.keeper, at=self.at)

    def do_leave(self):
        premises.pass_out(area=self.area, person=self.other, by=self.keeper, at=self.at)

    def do_import(self):
        lines = [
            f"2026/06/0{day} 09:00:0{self.lot.randint(0, 9)},{card:06},誰か,情報システム室,入室"
            for day in (1, 2) for card in (1, 2)
        ] + ["2026/06/02 読めない行,,,,"]  # fmt: skip
        file = standing.file_of(*lines)
        premises.import_log(
            system=self.system, file=file, by=self.keeper, at=self.at + timedelta(days=3)
        )

    def do_settle(self):
        if row := self.one(DoorImport.objects.all()):
            premises.settle_unread(source=row, by=self.other, at=self.at)

    def do_card(self):
        row = self.one(Card.objects.filter(until_date=None))
        if row and self.lot.random() < 0.5:
            premises.take_card_back(card=row, on=self.today, by=self.keeper, at=self.at)
        else:
            premises.give_card(
                system=self.one(DoorSystem.objects.all()), number=f"{self.lot.randint(1, 2):06}",
                person=self.other, from_date=DAY - timedelta(days=30), by=self.keeper, at=self.at,
            )  # fmt: skip

    def do_explain(self):
        if row := self.one(Passage.objects.unexplained()):
            premises.explain(passage=row, explanation="立会い", by=self.keeper, at=self.at)

    def do_visit(self):
        premises.receive(
            area=self.area, visitor=premises.Visitor("真野", "保守", "点検"), host=self.keeper,
            escort=self.other, identified=True, badge="1", by=self.keeper, at=self.at,
        )  # fmt: skip

    def do_let_out(self):
        if row := self.one(Visit.objects.inside()):
            premises.let_out(visit=row, by=self.keeper, at=self.at)

    def do_forget(self):
        premises.forget_old_visits(at=self.at + timedelta(days=2000))
        premises.forget_person(self.other)

    def do_round(self):
        if row := self.one(Round.objects.filter(area=self.area, done_at=None, ended_at=None)):
            thing = standing.fixture(self.area)
            found = self.lot.choice(["good", "fault"])
            photo = standing.png() if self.lot.random() < 0.5 else b""
            for _again in range(2):
                premises.answer_fixture(
                    round=row, fixture=thing, by=self.keeper, at=self.at,
                    seen=standing.seen(row, thing, found, untrusted_photo=photo),
                )  # fmt: skip
            premises.finish_round(round=row, by=self.keeper, at=self.at)

    def do_mend(self):
        if row := self.one(Fault.objects.open()):
            premises.mend_fault(fault=row, how="直した", by=self.other, at=self.at)

    def do_count(self):
        standing.asset(unit=self.unit)
        premises.open_stocktaking(
            title="棚卸", units=[self.unit], due_on=self.today, by=self.keeper, at=self.at
        )

    def do_see(self):
        if taking := self.one(StockTaking.objects.open()):
            line = self.one(taking.lines.all())
            number = self.lot.choice([line.number, line.number.lower(), "Z-1", f"Z-{self.number}"])
            place = self.lot.choice(["", "本館9階"])
            premises.see(taking=taking, scanned=number, place=place, by=self.other, at=self.at)

    def do_close_count(self):
        if taking := self.one(StockTaking.objects.open()):
            premises.close_stocktaking(taking=taking, by=self.keeper, at=self.at)

    def do_settle_difference(self):
        if line := self.one(StockLine.objects.filter(state="missing", settled_at=None)):
            premises.settle_difference(line=line, settlement="探した", by=self.keeper, at=self.at)

    def do_dispose(self):
        waste = premises.Waste(
            name="ディスク", number="1", asset=None, unit=self.unit,
            level="mic-2024-confidentiality/2",
        )  # fmt: skip
        row = premises.plan_disposal(
            waste=waste, method="destroy", contractor="", by=self.keeper, at=self.at
        )
        file = _certificate()
        premises.record_disposal(
            disposal=row, done_on=self.today, certificate=file, by=self.keeper, at=self.at
        )
        premises.confirm_disposal(disposal=row, by=self.other, at=self.at)

    def do_tablet(self):
        row = premises.open_tablet(area=self.area, by=self.keeper, at=self.at)
        if self.lot.random() < 0.5:
            premises.close_tablet(tablet=row, at=self.at + timedelta(hours=1))


def _certificate():
    from sekisho.web.evidence.actions import File

    return File("a.pdf", "application/pdf", b"certificate")


class TerminalLife(Life):
    """Terminals, agents, secrets, what people say of them."""

    def __init__(self, lot):
        super().__init__(lot)
        self.secret = terminals.make_secret(by=self.keeper, at=self.at)

    def do_record(self):
        terminal_parts.made(f"PC-{self.number}", by=self.keeper, at=self.at)

    def do_change(self):
        if row := self.one(Terminal.objects.in_use()):
            entry = terminal_parts.entry(row.number, host=f"h{self.number}")
            terminals.change(terminal=row, entry=entry, by=self.keeper, at=self.at)
            terminals.keep_own(terminal=row, own={"棚": self.number}, by=self.keeper, at=self.at)

    def do_retire(self):
        if row := self.one(Terminal.objects.in_use()):
            terminals.retire(terminal=row, on=self.today, by=self.keeper, at=self.at)

    def do_secret(self):
        self.secret = terminals.make_secret(by=self.other, at=self.at)

    def do_enrol(self):
        row = self.one(Terminal.objects.in_use())
        host = row.host if row else "x"
        asked = Enrolment(self.secret, f"i{self.number}", "hw", host, "windows")
        terminals.enrol(asked=asked, at=self.at)

    def do_assign(self):
        node, row = (
            self.one(Node.objects.filter(revoked_at=None)),
            self.one(Terminal.objects.in_use()),
        )
        if node and row:
            terminals.assign_node(node=node, terminal=row, by=self.keeper, at=self.at)

    def do_revoke(self):
        if node := self.one(Node.objects.all()):
            terminals.revoke_node(node=node, by=self.keeper, at=self.at)

    def do_report(self):
        if row := self.one(Terminal.objects.in_use()):
            terminal_parts.report(row, at=self.at, good=self.lot.random() < 0.5)
            terminals.ask_again(terminal=row, by=self.keeper, at=self.at)

    def do_attest(self):
        if row := self.one(Terminal.objects.in_use()):
            terminals.attest(
                terminal=row, measure="second-factor", statement="見た", until=self.today,
                by=self.keeper, at=self.at,
            )  # fmt: skip

    def do_software(self):
        row = self.one(PermittedSoftware.objects.all())
        if row and self.lot.random() < 0.5:
            terminals.forbid(row=row, by=self.keeper, at=self.at)
        else:
            patterns = [(f"ソフト{self.lot.randint(1, 4)}", "")]
            terminals.permit(patterns=patterns, by=self.keeper, at=self.at)

    def do_forget(self):
        from sekisho.web.terminals.actions.forgetting import forget_person

        forget_person(self.other)


class SystemLife(Life):
    """Systems, accounts, weaknesses, backups."""

    def do_record(self):
        system_parts.made(f"系 {self.number}", by=self.keeper, at=self.at)

    def do_change(self):
        if row := self.one(InformationSystem.objects.in_use()):
            entry = system_parts.entry(row.name, patched_on=self.today)
            systems.change(system=row, entry=entry, by=self.keeper, at=self.at)
            systems.keep_own(system=row, own={"棚": self.number}, by=self.keeper, at=self.at)

    def do_retire(self):
        if row := self.one(InformationSystem.objects.in_use()):
            systems.retire(system=row, on=self.today, by=self.keeper, at=self.at)

    def do_list(self):
        if row := self.one(InformationSystem.objects.in_use()):
            people = [self.keeper, self.other, make_person()]
            some = self.lot.sample(people, self.lot.randint(1, 3))
            # Names of its own: ids of the database are others in every run.
            rows = [system_parts.of(person, f"u{people.index(person)}") for person in some]
            systems.take_list(
                system=row, listed=[*rows, Account("svc", "", "")], by=self.keeper, at=self.at
            )

    def do_confirm(self):
        if row := self.one(SystemAccount.objects.exclude(person=None)):
            systems.confirm(account=row, by=self.keeper, at=self.at)

    def do_say_whose(self):
        if row := self.one(SystemAccount.objects.all()):
            systems.say_whose(
                account=row, kind="service", person=None, keeper=self.other, by=self.keeper,
                at=self.at,
            )  # fmt: skip

    def do_forget(self):
        systems.forget_person(self.other)

    def do_weakness(self):
        row = self.one(Weakness.objects.filter(closed_on=None))
        if row and self.lot.random() < 0.5:
            systems.close_weakness(
                weakness=row, remedy="更新", on=self.today, by=self.keeper, at=self.at, patched=True
            )
        elif system := self.one(InformationSystem.objects.in_use()):
            systems.note_weakness(
                system=system, title="弱点", grade="high", found_on=self.today, by=self.keeper,
                at=self.at,
            )  # fmt: skip

    def do_backup(self):
        if row := self.one(InformationSystem.objects.in_use()):
            systems.record_backup(system=row, run=_run(self.at), by=self.keeper, at=self.at)
            systems.make_token(system=row, by=self.keeper, at=self.at)

    def do_drill(self):
        if row := self.one(InformationSystem.objects.in_use()):
            systems.record_drill(
                system=row, held_on=self.today, succeeded=True, note="戻した", by=self.keeper,
                at=self.at,
            )  # fmt: skip


def _run(at):
    from sekisho.web.systems.actions.backups import Run

    return Run(at, succeeded=True, size=9)


ROOMS = {
    "assets": (AssetLife, assets_rows),
    "premises": (PremisesLife, premises_rows),
    "terminals": (TerminalLife, terminals_rows),
    "systems": (SystemLife, systems_rows),
}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("room", ROOMS)
def test_no_life_of_a_room_makes_a_false_alarm(room, seed):
    lived, rows = ROOMS[room]
    life = lived(random.Random(seed))
    for _step in range(STEPS):
        life.step()
        assert [(each.subject, each.fault) for each in rows.differences()] == []
