"""Addresses of this room, below `training/`."""

from django.urls import path

from sekisho.web.training.views import campaigns, mine, sessions

app_name = "training"

urlpatterns = [
    path("", mine.mine, name="mine"),
    path("<int:pk>/", mine.course, name="course"),
    path("<int:pk>/pages/<int:number>/", mine.page, name="page"),
    path("<int:pk>/quiz/", mine.quiz, name="quiz"),
    path("<int:pk>/result/", mine.result, name="result"),
    path("<int:pk>/certificate.pdf", mine.certificate, name="certificate"),
    path("<int:pk>/certificate.docx", mine.certificate, {"form": "docx"}, name="certificate-docx"),
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/new/", campaigns.campaign_add, name="campaign-add"),
    path("campaigns/<int:pk>/", campaigns.campaign, name="campaign"),
    path("campaigns/<int:pk>/end/", campaigns.campaign_end, name="campaign-end"),
    path("campaigns/<int:pk>/sessions/new/", sessions.session_add, name="session-add"),
    path("sessions/<int:pk>/", sessions.session, name="session"),
    path("sessions/<int:pk>/open/", sessions.session_open, name="session-open"),
    path("sessions/<int:pk>/close/", sessions.session_close, name="session-close"),
    path("sessions/<int:pk>/reopen/", sessions.session_reopen, name="session-reopen"),
    path("unit/", mine.unit, name="unit"),
    path("sessions/<int:pk>/hand/", sessions.session_hand, name="session-hand"),
    path("sessions/<int:pk>/code.svg", sessions.session_code, name="session-code"),
    path("attend/", sessions.attend, name="attend"),
    path("courses/", campaigns.courses, name="courses"),
    path("courses/<slug:key>/", campaigns.material, name="material"),
]
