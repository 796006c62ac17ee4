"""The address behind the links of letters, below `mail-drill/`."""

from django.urls import path

from sekisho.web.maildrills.views import reading

app_name = "mail-drill"

urlpatterns = [path("<int:pk>/<str:token>/", reading.link, name="link")]
