"""Addresses of the confirmations of compliance, below `pledges/`."""

from django.urls import path

from sekisho.web.policies.views import pledges, sheets, terminal

app_name = "pledges"

urlpatterns = [
    path("", pledges.mine, name="mine"),
    path("<int:pk>/", pledges.pledge, name="pledge"),
    path("<int:pk>/confirm/", pledges.confirm, name="confirm"),
    path("progress/", pledges.progress, name="progress"),
    path("record/", sheets.record, name="record"),
    path("sheets/<int:unit>.pdf", sheets.sheet, name="sheet"),
    path("sheets/<int:unit>.docx", sheets.sheet, {"form": "docx"}, name="sheet-docx"),
    path("terminal/", terminal.enter, name="terminal"),
    path("terminal/open/", terminal.open_terminal, name="terminal-open"),
    path("terminal/names/", terminal.names, name="terminal-names"),
    path("terminal/<int:pk>/", terminal.confirm, name="terminal-confirm"),
    path("terminal/close/", terminal.close, name="terminal-close"),
]
