"""Assets as people hold them when they move or leave: by their post."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.web.assets.actions import hand_over
from sekisho.web.assets.errors import AssetRefusedError
from sekisho.web.assets.models import Asset
from sekisho.web.organization.models import Person, Post
from sekisho.web.personnel.holdings import Going, Held, Passing, Way


class Posts:
    """Information assets kept by the holder of a post (情報資産の管理者).

    They pass only when nobody else will be in the post: an asset always has somebody. The number
    is told and no name: who moves people need not know which they are.
    """

    id = "assets"
    title = gettext_lazy("情報資産の管理")

    def of(self, going: Sequence[Going], on: date) -> Mapping[int, Iterable[Held]]:
        """Return the posts of the people that keep assets and nobody else is in; two queries."""
        giving = [each for each in going if each.person.post_id and _gives_up(each)]
        counts = _counts({each.person.post_id for each in giving if each.person.post_id})
        moving = [each.person.pk for each in going]
        others = Person.objects.present(on).filter(post__in=counts).exclude(pk__in=moving)
        taken = set(others.order_by().values_list("post_id", flat=True))
        taken |= {each.post.pk for each in going if each.post is not None}
        found: dict[int, list[Held]] = defaultdict(list)
        for each in giving:
            post = each.person.post
            if post is not None and post.pk in counts and post.pk not in taken:
                found[each.person.pk].append(_held(post, counts[post.pk]))
        return found

    def hand_over(self, passing: Passing, at: datetime) -> None:
        """Give the assets to the successor's post, unless the successor takes the same post."""
        taker = passing.taker
        if taker is None or taker.post is None:
            raise AssetRefusedError(
                _("情報資産を引き継ぐ人に職がありません。職のある人を後任にしてください。")
            )
        if taker.post_id != int(passing.key):
            post = Post.objects.get(pk=int(passing.key))
            hand_over(post=post, to=taker.post, by=passing.by, at=at)


HOLDINGS = (Posts(),)


def _gives_up(going: Going) -> bool:
    """Whether the person is in another post, or none, afterwards."""
    return going.leaves or going.post is None or going.post.pk != going.person.post_id


def _counts(posts: Iterable[int]) -> dict[int, int]:
    rows = Asset.objects.filter(post__in=posts, covered=True).order_by().values("post")
    return dict(rows.annotate(number=Count("pk")).values_list("post", "number"))


def _held(post: Post, number: int) -> Held:
    words = _("情報資産 %(number)d件（管理者の職: %(post)s）") % {
        "number": number,
        "post": post.title,
    }
    return Held(str(post.pk), words, frozenset({Way.PASS}))
