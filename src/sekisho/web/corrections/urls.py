"""Addresses of this room, below `corrections/`."""

from django.urls import path

from sekisho.web.corrections.registered import CORRECTIONS
from sekisho.web.corrections.views import listing, steps
from sekisho.web.registers.views import pages

app_name = "corrections"

urlpatterns = [
    path("", listing.board, name="list"),
    path("new/", listing.add, name="add"),
    *pages(CORRECTIONS, home="corrections:list", prefix="register/"),
    path("<int:pk>/", listing.detail, name="detail"),
    path("<int:pk>/changes/", listing.changes, name="changes"),
    path("<int:pk>/<slug:name>/", steps.step, name="step"),
]
