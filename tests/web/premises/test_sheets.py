"""Round sheets as the body asks them: what was asked stays with what was answered."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse
from tests.web.factories import AT, client_for, make_person
from tests.web.premises.standing import fixture, keeper, make_area, planned, seen

from sekisho.catalogue import load_premises
from sekisho.web.evidence import queries as evidence
from sekisho.web.premises import actions
from sekisho.web.premises.actions import Question
from sekisho.web.premises.actions.rounds import lines_for, unanswered
from sekisho.web.premises.errors import PremisesError
from sekisho.web.premises.models import SheetEdition
from sekisho.web.premises.sheets import sheets, unasked

pytestmark = pytest.mark.django_db
KEY = "server-room-week"
LAMPS = Question("server", "power", "警告灯が点いていない")
FIXED = Question("server", "fixing", "ラックに固定され、抜けかけていない")
TIDY = Question("server", "cabling", "裏の配線が束ねられている")


def written(*questions, key=KEY, title="サーバ室の点検", every_days=14, by=None):
    return actions.write_sheet(
        key=key,
        title=title,
        every_days=every_days,
        questions=questions,
        by=by or keeper(),
        at=AT,
    )


def test_without_a_sheet_of_the_bodys_own_those_of_the_catalogue_are_asked():
    found = sheets()
    assert {key: len(sheet.lines) for key, sheet in found.items()} == {
        key: len(sheet.lines) for key, sheet in load_premises().sheets.items()
    }
    assert not any(sheet.own for sheet in found.values())
    assert unasked(found.values()) == ()


class TestWriting:
    def test_what_stood_keeps_its_id_and_the_rest_is_asked_no_more(self):
        written(TIDY, LAMPS)
        sheet = sheets()[KEY]
        assert [(line.id, line.question) for line in sheet.lines] == [
            ("own-1", TIDY.words),
            ("server-lamps", LAMPS.words),
        ]
        assert (sheet.title, sheet.every_days, sheet.own) == ("サーバ室の点検", 14, True)
        assert sheet.question("rack-lock") == "前後の扉が施錠されている"
        assert sheet.question("nothing") == "nothing"

    def test_other_words_are_another_question_and_an_id_is_never_used_again(self):
        written(TIDY)
        written(Question("server", "cabling", "配線に札が付いている"))
        written(TIDY)
        sheet = sheets()[KEY]
        assert [line.id for line in sheet.lines] == ["own-1"]
        assert {line.question for line in sheet.every_line if line.id == "own-2"} == {
            "配線に札が付いている"
        }

    def test_it_is_sealed_by_figures_and_fingerprint(self):
        by = keeper()
        written(TIDY, LAMPS, by=by)
        (entry,) = evidence.sealed(["round-sheet.written"])
        assert (entry.subject, entry.actor) == (f"round-sheet:{KEY}", str(by.opaque_id))
        assert (entry.facts["asked"], entry.facts["ended"]) == (2, 6)
        assert len(entry.facts["sheet_sha256"]) == 64

    def test_new_sheets_get_keys_of_their_own_and_can_be_planned(self):
        assert [written(TIDY, key="", title=title).key for title in ("甲", "乙")] == [
            "sheet-1",
            "sheet-2",
        ]
        area = make_area()
        thing = fixture(area)
        row = planned(area, sheet="sheet-2")
        assert [line.question for line in lines_for(row.sheet, thing)] == [TIDY.words]

    @pytest.mark.parametrize(
        ("questions", "title"),
        [
            ((), "表"),
            ((Question("server", "power", "　 "),), "表"),
            ((TIDY, TIDY), "表"),
            (tuple(Question("server", "power", f"問{n}") for n in range(61)), "表"),
            ((TIDY,), "執務室 月次点検表"),
            ((TIDY,), " "),
        ],
    )
    def test_an_empty_a_doubled_and_a_homonymous_sheet_is_refused(self, questions, title):
        with pytest.raises(PremisesError):
            written(*questions, title=title)
        assert SheetEdition.objects.count() == 0
        assert list(evidence.sealed(["round-sheet.written"])) == []

    def test_a_kind_the_data_do_not_know_is_a_fault_of_the_caller(self):
        with pytest.raises(ValueError, match="unknown"):
            written(Question("dragon", "power", "眠っている"))


def test_a_safeguard_nobody_asks_about_is_named():
    written(LAMPS)
    written(Question("terminal", "fixing", "固定"), key="office-month", title="執務室")
    assert len(unasked(sheets().values())) == len(load_premises().safeguards) - 2


class TestRoundsUnderWay:
    def test_a_question_added_meanwhile_is_still_to_be_answered(self):
        area, by = make_area(), keeper()
        thing, row = fixture(area), planned(area)
        actions.answer_fixture(round=row, fixture=thing, seen=seen(row, thing), by=by, at=AT)
        assert unanswered(row) == []
        written(LAMPS, FIXED, TIDY)
        assert unanswered(row) == [thing]
        with pytest.raises(PremisesError, match="記入していない"):
            actions.finish_round(round=row, by=by, at=AT)
        actions.answer_fixture(round=row, fixture=thing, seen=seen(row, thing), by=by, at=AT)
        actions.finish_round(round=row, by=by, at=AT)
        waits = area.rounds.get(done_at=None)
        assert (waits.due_on - row.due_on).days == 14

    def test_a_fault_keeps_the_words_it_was_found_under(self):
        area = make_area()
        thing, row = fixture(area), planned(area)
        found = seen(row, thing, "fault")
        actions.answer_fixture(round=row, fixture=thing, seen=found, by=keeper(), at=AT)
        written(TIDY)
        with time_machine.travel(AT, tick=False):
            page = client_for(keeper()).get(reverse("premises:rounds")).content.decode()
        assert LAMPS.words in page


class TestPages:
    @pytest.fixture(autouse=True)
    def on_the_day(self):
        with time_machine.travel(AT, tick=False):
            yield

    def form(self, client, address):
        page = BeautifulSoup(client.get(address).content, "lxml")
        form = page.find("button", string="この点検表にする").find_parent("form")
        values = {each["name"]: each.get("value", "") for each in form.find_all("input")}
        for select in form.find_all("select"):
            chosen = select.find("option", selected=True) or select.find("option")
            values[select["name"]] = chosen["value"]
        return values

    def test_a_sheet_is_changed_on_its_page_and_shown(self):
        client, address = client_for(keeper()), reverse("premises:sheet-change", args=[KEY])
        values = self.form(client, address)
        assert values["words-0"] == "前後の扉が施錠されている"
        values |= {"words-0": "", "words-7": "裏の配線が束ねられている", "every_days": "10"}
        done = client.post(address, values, follow=True).content.decode()
        assert "点検表を改めました" in done
        assert "裏の配線が束ねられている" in done
        assert "前後の扉が施錠されている" not in done
        assert sheets()[KEY].every_days == 10

    def test_sent_back_as_it_stands_nothing_asked_changes(self):
        client, address = client_for(keeper()), reverse("premises:sheet-change", args=[KEY])
        before = sheets()[KEY].lines
        client.post(address, self.form(client, address))
        assert sheets()[KEY].lines == before

    def test_a_new_sheet_is_made_and_an_empty_one_refused(self):
        client, address = client_for(keeper()), reverse("premises:sheet-add")
        values = self.form(client, address) | {"title": "書庫の点検", "every_days": "31"}
        refused = client.post(address, values)
        assert refused.status_code == 422
        assert "一つ以上" in refused.content.decode()
        client.post(address, values | {"words-0": "錠が掛かっている"})
        assert sheets()["sheet-1"].title == "書庫の点検"

    def test_an_unknown_sheet_is_not_there(self):
        address = reverse("premises:sheet-change", args=["nothing"])
        assert client_for(keeper()).get(address).status_code == 404

    def test_who_only_looks_reads_and_writes_nothing(self):
        client = client_for(make_person(roles=("contact-point",)))
        page = client.get(reverse("premises:sheets"))
        assert page.status_code == 200
        assert "この点検表を変える" not in page.content.decode()
        for address in (
            reverse("premises:sheet-add"),
            reverse("premises:sheet-change", args=[KEY]),
        ):
            assert client.post(address, {"title": "x"}).status_code == 403
        assert client_for(make_person()).get(reverse("premises:sheets")).status_code == 403
