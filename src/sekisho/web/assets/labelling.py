"""Marks to print: the words for a document's margin, and labels with a QR code."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.web.assets.grading import Schemes
from sekisho.web.assets.models import Asset
from sekisho.web.ui.papers import Label, Labels, Paper
from sekisho.web.ui.words import worded

MOST_LABELS = 240  # ten sheets


def mark_of(asset: Asset, schemes: Schemes) -> str:
    """Return what stands in a document's header or footer: its grade, and what is not allowed."""
    return mark_of_grade(asset.confidentiality, schemes)


def mark_of_grade(grade_id: str, schemes: Schemes) -> str:
    """Return the mark of a grade of confidentiality; an empty one is handled as the gravest."""
    level = schemes.level("confidentiality", grade_id)
    grade = worded(level.title) if level else _("分類前（最も重い区分として扱う）")
    forbidden = [
        {"take-out": _("持出し禁止"), "send": _("送信禁止"), "copy": _("複製禁止")}[rule.act]
        for rule in schemes.handling(grade_id)
        if rule.allowed == "no" and rule.act in {"take-out", "send", "copy"}
    ]
    return "　".join([grade, *forbidden])


def code_of(asset: Asset) -> str:
    """Return what the QR code of an asset says: the address under its number."""
    return f"{settings.BASE_URL}{reverse('assets:numbered', args=[asset.number])}"


def label_sheet(assets: Iterable[Asset], schemes: Schemes) -> Paper:
    """Return a sheet of labels, 24 a page: number, name, unit and grade, and the code.

    A label names no grade that tells outsiders what is inside beyond its number and class.
    """
    labels = tuple(
        Label(code_of(asset), (asset.number, asset.name, asset.unit.name, _grade(asset, schemes)))
        for asset in assets
    )
    return Paper(title=_("情報資産のラベル"), blocks=(Labels(labels),), bare=True)


def _grade(asset: Asset, schemes: Schemes) -> str:
    level = schemes.level("confidentiality", asset.confidentiality)
    return worded(level.title) if level else ""
