"""Addresses of this room, below `yearplan/`."""

from django.urls import path

from sekisho.web.yearplan.views import feeds, plan

app_name = "yearplan"

urlpatterns = [
    path("", plan.plan, name="plan"),
    path("feed/make/", feeds.feed_make, name="feed-make"),
    path("feed/withdraw/", feeds.feed_withdraw, name="feed-withdraw"),
    path("feed/<str:token>.ics", feeds.feed, name="feed"),
]
