"""The body's own order and headings of a register's columns, made by hand."""

import io

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.web.factories import AT
from tests.web.registers.book import Keys, csv_of, reader
from tests.web.registers.test_views import keeper, keys, looker  # noqa: F401  # fixtures

from sekisho.web.evidence import queries as evidence
from sekisho.web.registers import actions, layout, sealing
from sekisho.web.registers.errors import TableRefusedError
from sekisho.web.registers.layout import Place
from sekisho.web.registers.models import KeptLayout
from sekisho.web.registers.queries import file_of, layout_of

pytestmark = pytest.mark.django_db


def arranged(register, *pairs, who=None):
    places = [Place(words, register.column(key) if key else None) for words, key in pairs]
    return actions.arrange(register=register, places=places, reader=who or reader(), at=AT)


def headings(register):
    book = openpyxl.load_workbook(io.BytesIO(file_of(register, reader(), "xlsx")))
    return [cell.value for cell in book.active[1]]


class TestArranging:
    def test_files_have_the_order_and_headings_given_and_the_rest_follows(self):
        register = Keys().register()
        arranged(register, ("鍵の名", "name"), ("鍵No.", "number"), ("保管庫", ""))
        assert headings(register)[:4] == ["鍵の名", "鍵No.", "保管庫", "状態"]
        assert len(headings(register)) == len(register.columns) + 1

    def test_a_file_with_those_headings_is_read_back(self):
        book = Keys()
        book.put("K-1", name="金庫")
        register, who = book.register(), reader()
        arranged(register, ("鍵の名", "name"), ("鍵No.", "number"), ("保管庫", ""), who=who)
        upload = actions.dry_run(
            register=register,
            reader=who,
            name="鍵.csv",
            untrusted_data=csv_of(["鍵No.", "鍵の名", "保管庫"], ["K-1", "大金庫", "壱"]),
            at=AT,
        )
        actions.apply(upload=upload, register=register, reader=who, at=AT)
        assert (book.rows["K-1"].values["name"], book.rows["K-1"].own) == (
            "大金庫",
            {"保管庫": "壱"},
        )

    def test_it_is_sealed_once_and_by_fingerprint(self):
        register, who = Keys().register(), reader()
        for _time in range(2):
            arranged(register, ("鍵の名", "name"), ("鍵No.", "number"), ("保管庫", ""), who=who)
        (entry,) = evidence.sealed(["register.arranged"])
        assert (entry.subject, entry.actor) == ("register:keys", who.person.opaque_id)
        assert (entry.facts["columns"], entry.facts["own_columns"]) == (11, 1)
        assert "鍵の名" not in str(entry.facts)

    def test_a_file_that_brings_another_order_is_sealed_too(self):
        book, who = Keys(), reader()
        book.put("K-1", name="金庫")
        register = book.register()
        upload = actions.dry_run(
            register=register, reader=who, name="鍵.csv", at=AT,
            untrusted_data=csv_of(["名称", "番号"], ["大金庫", "K-1"]),
        )  # fmt: skip
        actions.apply(upload=upload, register=register, reader=who, at=AT)
        assert len(list(evidence.sealed(["register.arranged"]))) == 1

    @pytest.mark.parametrize(
        "pairs",
        [
            [("番号", "number"), ("番号", "name")],
            [("番号", "number"), ("名称", "name"), ("名 称", "")],
            [("番号", "number"), ("札番号", "name")],
            [("番号", "number"), ("鍵の名称", "unit")],
            [("番号", "number"), ("所属", "")],
            [("番号", "number"), ("　", "name")],
            [("名称", "name")],
        ],
    )
    def test_what_a_file_could_not_tell_apart_is_refused_and_nothing_kept(self, pairs):
        with pytest.raises(TableRefusedError):
            arranged(Keys().register(), *pairs)
        assert KeptLayout.objects.count() == 0
        assert list(evidence.sealed(["register.arranged"])) == []

    def test_with_nobody_to_seal_it_nothing_is_changed(self, monkeypatch):
        monkeypatch.setattr(sealing, "_sealer", [])
        with pytest.raises(LookupError):
            arranged(Keys().register(), ("鍵の名", "name"), ("鍵No.", "number"))
        assert KeptLayout.objects.count() == 0


@given(st.permutations(range(10)), st.lists(st.sampled_from("甲乙丙丁戊"), unique=True))
def test_every_arrangement_taken_is_read_back_as_itself(order, own):
    register = Keys().register()
    places = [Place(f"列{n}", register.columns[n]) for n in order] + [
        Place(each, None) for each in own
    ]
    made = layout.arranged(register, places)
    assert layout.of_file(register, made, [place.heading for place in made]) == made
    assert layout.stored(register, layout.entries_of(made)) == made


class TestPage:
    def address(self):
        return reverse("keys:keys-columns")

    def values(self, client):
        form = (
            BeautifulSoup(client.get(self.address()).content, "lxml")
            .find("button", string="この順と見出しにする")
            .find_parent("form")
        )
        return {each["name"]: each.get("value", "") for each in form.find_all("input")}

    def test_order_and_headings_are_changed_and_a_column_added(self, keys, keeper):  # noqa: F811
        values = self.values(keeper)
        values |= {"order-1": "1", "heading-1": "鍵の名", "order-10": "2", "heading-10": "保管庫"}
        assert keeper.post(self.address(), values).status_code == 302
        shown = [place.heading for place in layout_of(keys.register())]
        assert shown[:3] == ["鍵の名", "保管庫", "番号"]
        again = self.values(keeper)
        assert (again["heading-0"], again["order-0"]) == ("鍵の名", "10")
        assert keeper.post(self.address(), again | {"heading-1": "別名"}).status_code == 302
        assert [place.heading for place in layout_of(keys.register())] == shown  # own: kept

    def test_a_word_for_another_column_is_refused_in_words(self, keys, keeper):  # noqa: F811
        values = self.values(keeper) | {"heading-1": "所属"}
        refused = keeper.post(self.address(), values)
        assert refused.status_code == 422
        assert "「所属」の列を指す言葉" in refused.content.decode()

    def test_no_number_is_refused(self, keys, keeper):  # noqa: F811
        assert keeper.post(self.address(), self.values(keeper) | {"order-0": ""}).status_code == 422
        assert KeptLayout.objects.count() == 0

    def test_who_only_looks_may_not(self, keys, looker):  # noqa: F811
        assert looker.get(self.address()).status_code == 403
        assert looker.post(self.address(), {}).status_code == 403
