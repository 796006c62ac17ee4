"""Addresses of this room."""

from django.urls import path

from sekisho.web.assets.relation_table import RELATIONS
from sekisho.web.assets.table import ASSETS
from sekisho.web.assets.views import asset, grading, keeping, listing, zones
from sekisho.web.registers.views import pages

app_name = "assets"

urlpatterns = [
    path("", listing.register, name="list"),
    *pages(ASSETS, home="assets:list", prefix="files/"),
    *pages(RELATIONS, home="assets:list", prefix="relations/"),
    path("numbers/<path:number>/", asset.numbered, name="numbered"),
    path("labels.pdf", listing.labels, name="labels"),
    path("new/", keeping.record, name="record"),
    path("classes/", grading.classes, name="classes"),
    path("classes/choose/", grading.choose, name="choose"),
    path("classes/helper/", grading.helper, name="helper"),
    path("zones/", zones.zones, name="zones"),
    path("zones/<int:pk>/", zones.rename_zone, name="rename-zone"),
    path("<int:pk>/", asset.asset, name="asset"),
    path("<int:pk>/label.pdf", asset.label, name="label"),
    path("<int:pk>/changes/", asset.changes, name="changes"),
    path("<int:pk>/change/", keeping.change, name="change"),
    path("<int:pk>/confirm/", keeping.confirm, name="confirm"),
    path("<int:pk>/exclude/", keeping.exclude, name="exclude"),
    path("<int:pk>/include/", keeping.include, name="include"),
    path("<int:pk>/relate/", asset.relate, name="relate"),
    path("<int:pk>/relations/<int:relation>/remove/", asset.unrelate, name="unrelate"),
]
