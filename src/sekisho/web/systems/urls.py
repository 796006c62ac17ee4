"""Addresses of this room's pages."""

from django.urls import path

from sekisho.web.registers.views import pages
from sekisho.web.systems.registered import ACCOUNTS, SYSTEMS, WEAKNESSES
from sekisho.web.systems.views import accounts, register, upkeep

app_name = "systems"

urlpatterns = [
    path("", register.board, name="list"),
    path("new/", register.record, name="record"),
    path("<int:pk>/", register.detail, name="detail"),
    path("<int:pk>/changes/", register.changes, name="changes"),
    path("<int:pk>/change/", register.change, name="change"),
    path("<int:pk>/retire/", register.retire, name="retire"),
    path("<int:pk>/accounts/", accounts.accounts, name="accounts"),
    path("<int:pk>/accounts/list/", accounts.take_csv, name="take-csv"),
    path("<int:pk>/accounts/directory/", accounts.directory, name="directory"),
    path("<int:pk>/accounts/directory/read/", accounts.read_directory, name="read-directory"),
    path("accounts/<int:pk>/whose/", accounts.whose, name="whose"),
    path("accounts/<int:pk>/confirm/", accounts.confirm, name="confirm"),
    path("<int:pk>/weaknesses/new/", upkeep.note_weakness, name="note-weakness"),
    path("weaknesses/<int:pk>/close/", upkeep.close_weakness, name="close-weakness"),
    path("backups/refused/<int:pk>/", upkeep.settle_refused, name="settle-refused"),
    path("<int:pk>/backups/new/", upkeep.record_backup, name="record-backup"),
    path("<int:pk>/backups/file/", upkeep.take_report, name="take-report"),
    path("<int:pk>/backups/token/", upkeep.make_token, name="make-token"),
    path("<int:pk>/drills/new/", upkeep.record_drill, name="record-drill"),
    *pages(ACCOUNTS, home="systems:list", prefix="accounts/table/"),
    *pages(WEAKNESSES, home="systems:list", prefix="weaknesses/table/"),
    *pages(SYSTEMS, home="systems:list", prefix="register/"),
]
