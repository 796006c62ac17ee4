"""Addresses of this room."""

from django.urls import path

from sekisho.web.registers.views import pages
from sekisho.web.risks import views
from sekisho.web.risks.registered import RISKS

app_name = "risks"
urlpatterns = [
    path("", views.board, name="board"),
    path("list/", views.risks, name="list"),
    path("what-if/", views.what_if, name="what-if"),
    path("assets/", views.assets, name="assets"),
    path("assets/<int:pk>/", views.asset, name="asset"),
    path("assets/<int:pk>/judge/", views.judge, name="judge"),
    *pages(RISKS, home="risks:assets", prefix="table/"),
    path("<int:pk>/", views.risk, name="risk"),
    path("<int:pk>/treat/", views.treat, name="treat"),
]
