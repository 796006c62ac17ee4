"""Addresses of this room, below `governance/`."""

from django.urls import path

from sekisho.web.governance.views import board, contacts, meetings

app_name = "governance"

urlpatterns = [
    path("", board.chart, name="chart"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/new/", meetings.meeting_call, name="meeting-call"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/minutes/", meetings.meeting_close, name="meeting-close"),
    path("meetings/<int:pk>/cancel/", meetings.meeting_cancel, name="meeting-cancel"),
    path("meetings/<int:pk>/notice.<slug:form>", meetings.notice, name="notice"),
    path("meetings/<int:pk>/minutes.<slug:form>", meetings.minutes, name="minutes"),
    path("decisions/<int:pk>/done/", meetings.decision_done, name="decision-done"),
    path("contacts/", contacts.contacts, name="contacts"),
    path("contacts/new/", contacts.contact_add, name="contact-add"),
    path("contacts/tree.pdf", contacts.tree_file, name="tree-pdf"),
    path("contacts/tree.docx", contacts.tree_file, {"form": "docx"}, name="tree-docx"),
    path("contacts/<int:pk>/change/", contacts.contact_change, name="contact-change"),
    path("contacts/<int:pk>/remove/", contacts.contact_remove, name="contact-remove"),
]
