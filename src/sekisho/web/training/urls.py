"""Addresses of this room, below `training/`."""

from django.urls import path

from sekisho.web.training.views import campaigns, mine

app_name = "training"

urlpatterns = [
    path("", mine.mine, name="mine"),
    path("<int:pk>/", mine.course, name="course"),
    path("<int:pk>/pages/<int:number>/", mine.page, name="page"),
    path("<int:pk>/quiz/", mine.quiz, name="quiz"),
    path("<int:pk>/result/", mine.result, name="result"),
    path("<int:pk>/certificate.pdf", mine.certificate, name="certificate"),
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/new/", campaigns.campaign_add, name="campaign-add"),
    path("campaigns/<int:pk>/", campaigns.campaign, name="campaign"),
    path("campaigns/<int:pk>/end/", campaigns.campaign_end, name="campaign-end"),
    path("courses/", campaigns.courses, name="courses"),
    path("courses/<slug:key>/", campaigns.material, name="material"),
]
