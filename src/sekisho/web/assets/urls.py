"""Addresses of this room."""

from django.urls import path

from sekisho.web.assets import views

app_name = "assets"

urlpatterns = [
    path("", views.register, name="list"),
    path("export.csv", views.export, name="export"),
    path("new/", views.record, name="record"),
    path("<int:pk>/change/", views.change, name="change"),
    path("<int:pk>/confirm/", views.confirm, name="confirm"),
    path("<int:pk>/exclude/", views.exclude, name="exclude"),
    path("<int:pk>/include/", views.include, name="include"),
    path("zones/", views.zones, name="zones"),
    path("zones/<int:pk>/", views.rename_zone, name="rename-zone"),
]
