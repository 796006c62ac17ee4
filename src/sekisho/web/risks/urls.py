"""Addresses of this room."""

from django.urls import path

from sekisho.web.risks import views

app_name = "risks"
urlpatterns = [
    path("", views.board, name="board"),
    path("list/", views.risks, name="list"),
    path("what-if/", views.what_if, name="what-if"),
    path("assets/", views.assets, name="assets"),
    path("assets/<int:pk>/", views.asset, name="asset"),
    path("assets/<int:pk>/judge/", views.judge, name="judge"),
    path("<int:pk>/", views.risk, name="risk"),
    path("<int:pk>/treat/", views.treat, name="treat"),
]
