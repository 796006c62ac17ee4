"""Addresses of self-inspections, below `inspections/`."""

from django.urls import path

from sekisho.web.audits.registered import ANSWERS
from sekisho.web.audits.views import inspections
from sekisho.web.registers.views import pages

app_name = "inspections"

urlpatterns = [
    path("", inspections.mine, name="mine"),
    path("sheets/<int:pk>/", inspections.sheet, name="sheet"),
    path("sheets/<int:pk>/return/", inspections.give_back, name="return"),
    path("confirm/", inspections.confirm, name="confirm"),
    path("results/", inspections.board, name="board"),
    path("results/<int:pk>/", inspections.result, name="result"),
    path("new/", inspections.start, name="start"),
    *pages(ANSWERS, home="inspections:board", prefix="table/"),
]
