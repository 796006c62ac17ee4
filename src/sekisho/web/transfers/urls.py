"""Addresses of this room's pages."""

from django.urls import path

from sekisho.web.transfers.views import crossings, originals, settling

app_name = "transfers"

urlpatterns = [
    path("", crossings.crossings, name="list"),
    path("<int:pk>/", crossings.crossing, name="crossing"),
    path("<int:pk>/close/", settling.close, name="close"),
    path("<int:pk>/send/", settling.send_again, name="send"),
    path("<int:pk>/original/", originals.ask, name="ask"),
    path("originals/", originals.originals, name="originals"),
    path("releases/<int:pk>/take/", originals.take, name="take"),
    path("months/", crossings.months, name="months"),
]
