"""Addresses of this room."""

from django.urls import path

from sekisho.web.premises.registered import AREAS, LISTED
from sekisho.web.premises.views import areas, disposals, doors, log, rounds, stock, tablet
from sekisho.web.registers import views as registers

app_name = "premises"
HOME = "premises:areas"

urlpatterns = [
    path("", areas.areas, name="areas"),
    *registers.pages(AREAS, home=HOME, prefix="areas/table/"),
    *registers.pages(LISTED, home=HOME, prefix="list/table/"),
    path("areas/new/", areas.area_add, name="area-add"),
    path("areas/<int:pk>/", areas.area, name="area"),
    path("areas/<int:pk>/change/", areas.area_change, name="area-change"),
    path("areas/<int:pk>/close/", areas.area_close, name="area-close"),
    path("areas/<int:pk>/list/new/", areas.list_add, name="list-add"),
    path("areas/<int:pk>/list/review/", areas.list_review, name="list-review"),
    path("areas/<int:pk>/log/", log.log, name="log"),
    path("areas/<int:pk>/log/confirm/", log.confirm_log, name="log-confirm"),
    path("areas/<int:pk>/tablet/", tablet.open_tablet, name="tablet-open"),
    path("areas/<int:pk>/visits/new/", log.visit_add, name="visit-add"),
    path("list/<int:pk>/end/", areas.list_end, name="list-end"),
    path("passages/<int:pk>/explain/", log.explain, name="explain"),
    path("visits/", log.visits, name="visits"),
    path("visits/<int:pk>/out/", log.visit_out, name="visit-out"),
    path("visits/<int:pk>/erase/", log.visit_erase, name="visit-erase"),
    path("doors/", doors.systems, name="systems"),
    path("doors/new/", doors.system_add, name="system-add"),
    path("doors/<int:pk>/", doors.system, name="system"),
    path("doors/<int:pk>/change/", doors.system_change, name="system-change"),
    path("doors/<int:pk>/doors/new/", doors.door_add, name="door-add"),
    path("doors/<int:pk>/cards/new/", doors.card_add, name="card-add"),
    path("doors/<int:pk>/import/", doors.import_file, name="import-file"),
    path("cards/<int:pk>/return/", doors.card_return, name="card-return"),
    path("imports/<int:pk>/", doors.imported, name="import"),
    path("imports/<int:pk>/settle/", doors.import_settle, name="import-settle"),
    path("tablet/", tablet.tablet, name="tablet"),
    path("tablet/visits/new/", tablet.tablet_visit, name="tablet-visit"),
    path("tablet/visits/<int:pk>/out/", tablet.tablet_visit_out, name="tablet-visit-out"),
    path("tablet/close/", tablet.tablet_close, name="tablet-close"),
    path("tablet/<int:pk>/in/", tablet.tablet_pass, {"way": "in"}, name="tablet-in"),
    path("tablet/<int:pk>/out/", tablet.tablet_pass, {"way": "out"}, name="tablet-out"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/plan/", rounds.plan, name="plan"),
    path("rounds/<int:pk>/", rounds.round_page, name="round"),
    path("rounds/<int:pk>/fixtures/<int:fixture_pk>/", rounds.answer, name="answer"),
    path("rounds/<int:pk>/finish/", rounds.round_finish, name="round-finish"),
    path("rounds/<int:pk>/end/", rounds.round_end, name="round-end"),
    path("photos/<int:pk>.jpg", rounds.photo, name="photo"),
    path("fixtures/", rounds.fixtures, name="fixtures"),
    path("fixtures/new/", rounds.fixture_add, name="fixture-add"),
    path("fixtures/<int:pk>/remove/", rounds.fixture_remove, name="fixture-remove"),
    path("faults/<int:pk>/mend/", rounds.mend, name="mend"),
    path("stocktaking/", stock.takings, name="takings"),
    path("stocktaking/new/", stock.taking_open, name="taking-open"),
    path("stocktaking/<int:pk>/", stock.taking, name="taking"),
    path("stocktaking/<int:pk>/count/", stock.count, name="count"),
    path("stocktaking/<int:pk>/close/", stock.taking_close, name="taking-close"),
    path("stocktaking/lines/<int:pk>/settle/", stock.settle, name="settle"),
    path("disposals/", disposals.disposals, name="disposals"),
    path("disposals/new/", disposals.disposal_plan, name="disposal-plan"),
    path("disposals/<int:pk>/done/", disposals.disposal_done, name="disposal-done"),
    path("disposals/<int:pk>/confirm/", disposals.disposal_confirm, name="disposal-confirm"),
]
