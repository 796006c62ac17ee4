"""Addresses of this room."""

from django.urls import path

from sekisho.web.approvals.views import (
    absences,
    application,
    applying,
    lists,
    permits,
    routes,
    things,
)

app_name = "approvals"

urlpatterns = [
    path("", lists.waiting, name="waiting"),
    path("mine/", lists.mine, name="mine"),
    path("decided/", lists.decided, name="decided"),
    path("apply/", applying.choose, name="choose"),
    path("apply/<slug:kind>/", applying.apply, name="apply"),
    path("permits/", permits.board, name="permits"),
    path("permits/export/", permits.board_file, name="permits-export"),
    path("permits/<int:pk>/", permits.permit, name="permit"),
    path("permits/<int:pk>/return/", permits.take_back, name="take-back"),
    path("permits/<int:pk>/wipe/", permits.confirm_wipe, name="confirm-wipe"),
    path("permits/<int:pk>/end/", permits.end, name="end-permit"),
    path("permits/<int:pk>/removed/", things.confirm_removal, name="confirm-removal"),
    path("own-devices/", things.own_devices, name="own-devices"),
    path("own-devices/export/", things.own_devices_file, name="own-devices-export"),
    path("services/", things.services, name="services"),
    path("services/export/", things.services_file, name="external-services-export"),
    path("absences/", absences.absences, name="absences"),
    path("absences/<int:pk>/back/", absences.back, name="back"),
    path("routes/", routes.all_routes, name="routes"),
    path("routes/<slug:kind>/", routes.route, name="route"),
    path("<int:pk>/", application.detail, name="detail"),
    path("<int:pk>/sheet.pdf", application.sheet, name="sheet"),
    path("<int:pk>/sheet.docx", application.sheet, {"form": "docx"}, name="sheet-docx"),
    path("<int:pk>/approve/", application.approve, name="approve"),
    path("<int:pk>/return/", application.give_back, name="give-back"),
    path("<int:pk>/withdraw/", application.withdraw, name="withdraw"),
    path("<int:pk>/steps/<int:step>/seen/", application.seen, name="seen"),
]
