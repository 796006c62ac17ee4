"""Addresses of this room, below `personnel/`."""

from django.urls import path

from sekisho.web.personnel.registered import MOVES
from sekisho.web.personnel.views import lines, moves, staff
from sekisho.web.registers.views import pages

app_name = "personnel"

urlpatterns = [
    path("", moves.moves, name="moves"),
    path("new/", moves.move_draw, name="move-draw"),
    *pages(MOVES, home="personnel:moves", prefix="files/"),
    path("<int:pk>/", moves.move, name="move"),
    path("<int:pk>/change/", moves.move_change, name="move-change"),
    path("<int:pk>/drop/", moves.move_drop, name="move-drop"),
    path("<int:pk>/settle/", moves.move_settle, name="move-settle"),
    path("<int:pk>/reopen/", moves.move_reopen, name="move-reopen"),
    path("<int:pk>/lines/new/<slug:kind>/", lines.line_add, name="line-add"),
    path("lines/<int:pk>/", lines.line, name="line"),
    path("lines/<int:pk>/change/", lines.line_change, name="line-change"),
    path("lines/<int:pk>/all/", lines.line_all, name="line-all"),
    path("lines/<int:pk>/remove/", lines.line_remove, name="line-remove"),
    path("staff/", staff.staff, name="staff"),
    path("staff/directory/", staff.staff_directory, name="staff-directory"),
    path("staff/directory/read/", staff.staff_read, name="staff-read"),
    path("staff/file/", staff.staff_file, name="staff-file"),
    path("staff/places/", staff.places_add, name="places-add"),
    path("staff/<int:pk>/take/", staff.proposal_take, name="proposal-take"),
    path("staff/<int:pk>/aside/", staff.proposal_aside, name="proposal-aside"),
]
