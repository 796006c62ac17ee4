"""Addresses of this room's pages."""

from django.urls import path

from sekisho.web.transfers.views import (
    comparing,
    crossings,
    originals,
    portal,
    sending,
    settling,
    uploads,
)

app_name = "transfers"

urlpatterns = [
    path("", crossings.crossings, name="list"),
    path("<int:pk>/", crossings.crossing, name="crossing"),
    path("<int:pk>/close/", settling.close, name="close"),
    path("<int:pk>/send/", settling.send_again, name="send"),
    path("<int:pk>/original/", originals.ask, name="ask"),
    path("originals/", originals.originals, name="originals"),
    path("releases/<int:pk>/take/", originals.take, name="take"),
    path("<int:pk>/password/", portal.open_mail, name="open-mail"),
    path("files/", portal.portal, name="portal"),
    path("files/<int:pk>/", portal.parcel, name="parcel"),
    path("files/<int:pk>/all/", portal.everything, name="everything"),
    path("uploads/", uploads.uploads, name="uploads"),
    path("uploads/<str:key>/", uploads.upload, name="upload"),
    path("files/<int:pk>/compare/", comparing.compare, name="compare"),
    path("files/<int:pk>/pictures/<str:side>/<int:place>/", comparing.picture, name="picture"),
    path("files/outputs/<int:pk>/<int:place>/", portal.output, name="output"),
    path("files/passwords/<int:pk>/", portal.password, name="password"),
    path("out/", sending.send, name="send-out"),
    path("out/<int:pk>/", sending.sending, name="sending"),
    path("out/<int:pk>/files/<int:file>/<int:place>/", sending.sending_file, name="sending-file"),
    path("receive/<str:token>/", sending.receive, name="receive"),
    path("months/", crossings.months, name="months"),
]
