"""Addresses of this room, below `reviews/`."""

from django.urls import path

from sekisho.web.reviews.views import cycle, reviewing

app_name = "reviews"

urlpatterns = [
    path("", cycle.cycle, name="cycle"),
    path("triggers/", reviewing.board, name="board"),
    path("new/", reviewing.prepare, name="prepare"),
    path("<int:pk>/", reviewing.review, name="review"),
    path("<int:pk>/agenda/", reviewing.agenda, name="agenda"),
    path("<int:pk>/gather/", reviewing.gather, name="gather"),
    path("<int:pk>/points/", reviewing.points, name="points"),
    path("<int:pk>/drop/", reviewing.drop, name="drop"),
    path("<int:pk>/conclude/", reviewing.conclude, name="conclude"),
    path("<int:pk>/agenda.<slug:form>", reviewing.agenda_file, name="agenda-file"),
    path("<int:pk>/result.<slug:form>", reviewing.result_file, name="result-file"),
]
