"""Addresses of this room's pages."""

from django.urls import path

from sekisho.web.transfers.views import crossings

app_name = "transfers"

urlpatterns = [
    path("", crossings.crossings, name="list"),
    path("<int:pk>/", crossings.crossing, name="crossing"),
    path("months/", crossings.months, name="months"),
]
