"""Who came in for a contractor without standing on its list: names as people write them."""

from datetime import date

import pytest

from sekisho.web.suppliers import entering
from sekisho.web.suppliers.entering import Entry, company, plain, unlisted
from sekisho.web.suppliers.models import Worker

DAY = date(2026, 6, 1)


def line(name="真野 薫", areas=("area:1",), first=date(2026, 4, 1), last=None):
    return Worker(name=name, areas=list(areas), from_date=first, until_date=last)


def entry(name="真野 薫", firm="朝霧情報サービス", area="area:1", on=DAY):
    return Entry(firm, name, area, on, "visit:1")


def strangers(entries, lines, firm="朝霧情報サービス"):
    return unlisted(entries, [firm], {firm: lines})


@pytest.mark.parametrize(
    "written",
    ["真野　薫", "真野薫", " 真野 薫 "],
)
def test_a_name_is_the_same_however_its_blanks_are_written(written):
    assert strangers([entry(name=written)], [line()]) == ()


@pytest.mark.parametrize(
    "written",
    [
        "株式会社朝霧情報サービス",
        "朝霧情報サービス（株）",
        "朝霧情報サービス　第二事業部",
        "㈱朝霧情報サービス",
    ],
)
def test_a_firm_is_known_with_its_legal_form_and_department(written):
    assert strangers([entry(firm=written)], [line()]) == ()
    assert len(strangers([entry(firm=written, name="別人")], [line()])) == 1


@pytest.mark.parametrize(
    "given",
    [
        entry(name="別の人"),
        entry(area="area:2"),
        entry(on=date(2026, 3, 31)),
    ],
)
def test_another_name_area_or_day_is_not_on_the_list(given):
    assert strangers([given], [line()]) == (given,)


@pytest.mark.parametrize(("on", "known"), [(date(2026, 6, 1), True), (date(2026, 6, 2), False)])
def test_the_last_day_still_counts(on, known):
    found = strangers([entry(on=on)], [line(last=date(2026, 6, 1))])
    assert (found == ()) is known


def test_visitors_of_others_are_nobodys_business_here():
    assert strangers([entry(firm="花屋")], []) == ()
    assert strangers([entry(firm="")], []) == ()


def test_a_firm_without_a_list_lets_nobody_in():
    given = entry()
    assert strangers([given], []) == (given,)


def test_legal_forms_alone_are_no_name():
    assert company("株式会社") == ""
    assert strangers([entry(firm="株式会社")], [], firm="株式会社") == ()


def test_plain_names_meet():
    assert plain("ﾔﾏﾀﾞ Taro") == plain("ヤマダ　TARO")


def test_what_was_handed_in_is_asked_and_nothing_known_says_so(monkeypatch):
    monkeypatch.setattr(entering, "_sources", [])
    assert not entering.known()
    assert entering.entries_between(DAY, DAY) == ()
    entering.install(lambda first, last: [entry(on=first)] if last >= first else [])
    assert entering.known()
    assert entering.entries_between(DAY, DAY) == (entry(),)
