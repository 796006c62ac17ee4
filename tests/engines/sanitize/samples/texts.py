"""Names, plain text, tables, HTML, SVG, calendars and cards with one forbidden thing each."""

from tests.engines.sanitize.samples import MARK, Sample


def text() -> bytes:
    return "会議の御案内\n日時　令和8年11月25日\n".encode()


def txt(hidden: str) -> bytes:
    return f"会議の{hidden}御案内\n".encode()


def csv(cell: str) -> bytes:
    return (
        f'氏名,備考\r\n山田,"{cell.replace(chr(34), chr(34) * 2)}"\r\n'.encode("cp932", "ignore")
        if cell.isascii()
        else f'氏名,備考\r\n山田,"{cell}"\r\n'.encode()
    )


def table() -> bytes:
    return "氏名,電話,増減,備考\r\n山田,+81-75-222-3333,-5,済\r\n".encode("cp932")


def html(body: str) -> bytes:
    return f"<!DOCTYPE html><html><head><meta charset=utf-8></head><body><p>本文</p>{body}</body></html>".encode()


def page() -> bytes:
    return html("<ul><li>一</li></ul><a href='https://www.example.jp/'>案内</a>")


def svg(body: str, attributes: str = "", head: str = "") -> bytes:
    return (
        f'{head}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' width="40" height="30" {attributes}><rect width="20" height="20"/>{body}</svg>'
    ).encode()


def drawing() -> bytes:
    return svg('<circle cx="9" cy="9" r="5"/>')


def ics(line: str, *, outside: str = "") -> bytes:
    return (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{outside}BEGIN:VEVENT\r\nUID:1@example.jp\r\n"
        f"DTSTART:20261125T010000Z\r\nSUMMARY:会議\r\n{line}END:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()


def calendar() -> bytes:
    return ics("LOCATION:第一会議室\r\n")


def vcf(line: str) -> bytes:
    return f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:山田太郎\r\n{line}END:VCARD\r\n".encode()


def card() -> bytes:
    return vcf("TEL:075-222-3333\r\n")


NAMES = (
    ("name.path", "..\\..\\会議.txt"),
    ("name.stream", "会議.txt:zone.txt"),
    ("name.direction", "会議\u202etxt.txt"),
    ("name.control", "会議\x07.txt"),
    ("name.invisible", "会\u200b議.txt"),
    ("name.dot-lookalike", "会議．exe.txt"),
    ("name.forbidden-character", "会議<1>.txt"),
    ("name.trailing-dot", "会議.txt. "),
    ("name.padded", "会議.pdf          .txt"),
    ("name.reserved", "con.txt"),
)
_USES = "".join(
    f'<g id="a{n}">' + f'<use xlink:href="#a{n - 1}"/>' * 10 + "</g>" for n in range(1, 6)
)
SAMPLES = (
    *(Sample(vector, name, text, text) for vector, name in NAMES),
    Sample("text.terminal-escape", "a.txt", lambda: txt(f"\x1b]0;{MARK}\x07"), text),
    Sample("text.control", "a.txt", lambda: txt("\x07"), text),
    Sample("text.direction", "a.txt", lambda: txt("\u202e"), text),
    Sample("text.invisible", "a.txt", lambda: txt("\u200b"), text),
    Sample("text.unassigned", "a.txt", lambda: txt("\U000e0fff"), text),
    Sample("csv.formula-equals", "a.csv", lambda: csv("=1+1"), table),
    Sample("csv.formula-plus", "a.csv", lambda: csv("+SUM(A1)"), table),
    Sample("csv.formula-minus", "a.csv", lambda: csv("-SUM(A1)"), table),
    Sample("csv.formula-at", "a.csv", lambda: csv("@SUM(A1)"), table),
    Sample("csv.formula-fullwidth", "a.csv", lambda: csv("＝1+1"), table),
    Sample("csv.formula-hidden", "a.csv", lambda: csv("  =1+1"), table),
    Sample("csv.formula-other-delimiter", "a.csv", lambda: csv("甲;=1+1"), table),
    Sample("csv.formula-other-delimiter", "b.csv", lambda: csv("甲\n=1+1"), table),
    Sample("csv.formula-other-delimiter", "c.csv", lambda: csv("甲\n+cmd|x!A1"), table),
    Sample("csv.formula-after-tab", "a.csv", lambda: csv("\t=1+1"), table),
    Sample("csv.dde", "a.csv", lambda: csv("=cmd|'/c calc'!A1"), table),
    Sample("csv.hyperlink", "a.csv", lambda: csv('=HYPERLINK("http://x.example")'), table),
    Sample("csv.sylk", "a.csv", lambda: b"ID;PWXL;N;E\r\nC;X1;Y1;E1+1\r\n", table, "rejected"),
    Sample("svg.script", "a.svg", lambda: svg(f"<script>{MARK}</script>"), drawing),
    Sample("svg.event", "a.svg", lambda: svg("", f'onload="{MARK}"'), drawing),
    Sample(
        "svg.foreign-object",
        "a.svg",
        lambda: svg(f"<foreignObject>{MARK}</foreignObject>"),
        drawing,
    ),
    Sample("svg.external-use", "a.svg", lambda: svg('<use xlink:href="other.svg#a"/>'), drawing),
    Sample(
        "svg.external-image",
        "a.svg",
        lambda: svg(f'<image xlink:href="http://x.example/{MARK}"/>'),
        drawing,
    ),
    Sample(
        "svg.data-svg", "a.svg", lambda: svg('<image xlink:href="data:image/svg+xml,x"/>'), drawing
    ),
    Sample(
        "svg.link", "a.svg", lambda: svg('<a xlink:href="http://x.example/"><rect/></a>'), drawing
    ),
    Sample(
        "svg.animate",
        "a.svg",
        lambda: svg('<rect><set attributeName="href" to="x"/></rect>'),
        drawing,
    ),
    Sample(
        "svg.style-url",
        "a.svg",
        lambda: svg("<style>rect{fill:url(http://x.example)}</style>"),
        drawing,
    ),
    Sample("svg.fe-image", "a.svg", lambda: svg('<filter><feImage href="x"/></filter>'), drawing),
    Sample(
        "svg.stylesheet", "a.svg", lambda: svg("", head="<?xml-stylesheet href='x.css'?>"), drawing
    ),
    Sample("svg.font", "a.svg", lambda: svg("<font><font-face/></font>"), drawing),
    Sample("svg.metadata", "a.svg", lambda: svg(f"<metadata>{MARK}</metadata>"), drawing),
    Sample(
        "svg.use-bomb",
        "a.svg",
        lambda: svg(f'<g id="a0"><rect/></g>{_USES}<use xlink:href="#a5"/>'),
        drawing,
        "held",
    ),
    Sample(
        "xml.dtd",
        "a.svg",
        lambda: svg("", head='<!DOCTYPE svg [<!ENTITY a "b">]>'),
        drawing,
        "held",
    ),
    Sample(
        "xml.external-entity",
        "a.svg",
        lambda: svg("&a;", head='<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/hostname">]>'),
        drawing,
        "held",
    ),
    Sample(
        "xml.entity-bomb",
        "a.svg",
        lambda: svg(
            "&e9;",
            head="<!DOCTYPE svg ["
            + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x"}">' for n in range(10))
            + "]>",
        ),
        drawing,
        "held",
    ),
    Sample("xml.depth", "a.svg", lambda: svg("<g>" * 400 + "</g>" * 400), drawing, "held"),
    Sample("xml.processing-instruction", "a.svg", lambda: svg(f"<?php {MARK}?>"), drawing),
    Sample(
        "xml.encoding",
        "a.svg",
        lambda: svg("", head='<?xml version="1.0" encoding="UTF-7"?>'),
        drawing,
        "held",
    ),
    Sample("html.script", "a.html", lambda: html(f"<script>{MARK}</script>"), page, "text-only"),
    Sample("html.event", "a.html", lambda: html(f"<p onclick='{MARK}'>x</p>"), page, "text-only"),
    Sample(
        "html.javascript-url",
        "a.html",
        lambda: html(f"<a href='java&#9;script:{MARK}'>x</a>"),
        page,
        "text-only",
    ),
    Sample(
        "html.data-url",
        "a.html",
        lambda: html(f"<a href='data:text/html,{MARK}'>x</a>"),
        page,
        "text-only",
    ),
    Sample(
        "html.frame",
        "a.html",
        lambda: html(f"<iframe src='http://x.example/{MARK}'></iframe>"),
        page,
        "text-only",
    ),
    Sample(
        "html.object", "a.html", lambda: html(f"<object data='{MARK}'></object>"), page, "text-only"
    ),
    Sample(
        "html.form",
        "a.html",
        lambda: html(f"<form action='http://x.example/{MARK}'><input></form>"),
        page,
        "text-only",
    ),
    Sample(
        "html.meta-refresh",
        "a.html",
        lambda: html(f"<meta http-equiv=refresh content='0;url={MARK}'>"),
        page,
        "text-only",
    ),
    Sample(
        "html.base",
        "a.html",
        lambda: html(f"<base href='http://x.example/{MARK}'>"),
        page,
        "text-only",
    ),
    Sample(
        "html.link",
        "a.html",
        lambda: html(f"<link rel=prefetch href='http://x.example/{MARK}'>"),
        page,
        "text-only",
    ),
    Sample(
        "html.style", "a.html", lambda: html(f"<style>@import '{MARK}'</style>"), page, "text-only"
    ),
    Sample(
        "html.image",
        "a.html",
        lambda: html(f"<img src='http://x.example/{MARK}'>"),
        page,
        "text-only",
    ),
    Sample(
        "html.media", "a.html", lambda: html(f"<video src='{MARK}'></video>"), page, "text-only"
    ),
    Sample(
        "html.conditional-comment",
        "a.html",
        lambda: html(f"<!--[if mso]>{MARK}<![endif]-->"),
        page,
        "text-only",
    ),
    Sample(
        "html.hidden-text",
        "a.html",
        lambda: html(f"<div style='display: none'>{MARK}</div>"),
        page,
        "text-only",
    ),
    Sample(
        "html.smuggling",
        "a.html",
        lambda: html(f"<script>new Blob(['{MARK}'])</script>"),
        page,
        "text-only",
    ),
    Sample(
        "html.svg", "a.html", lambda: html(f"<svg><text>{MARK}</text></svg>"), page, "text-only"
    ),
    Sample(
        "html.template", "a.html", lambda: html(f"<template>{MARK}</template>"), page, "text-only"
    ),
    Sample(
        "html.deceptive-link",
        "a.html",
        lambda: html("<a href='http://evil.example/'>www.city.example.jp</a>"),
        page,
        "text-only",
    ),
    Sample(
        "html.charset",
        "a.html",
        lambda: page().replace(b"charset=utf-8", b"charset=utf-7"),
        page,
        "text-only",
    ),
    Sample("html.comment", "a.html", lambda: html(f"<!-- {MARK} -->"), page, "text-only"),
    Sample(
        "calendar.attach", "a.ics", lambda: ics(f"ATTACH:http://x.example/{MARK}\r\n"), calendar
    ),
    Sample(
        "calendar.alarm",
        "a.ics",
        lambda: ics(f"BEGIN:VALARM\r\nACTION:PROCEDURE\r\nATTACH:{MARK}\r\nEND:VALARM\r\n"),
        calendar,
    ),
    Sample("calendar.url", "a.ics", lambda: ics(f"URL:http://x.example/{MARK}\r\n"), calendar),
    Sample(
        "calendar.html",
        "a.ics",
        lambda: ics(f"X-ALT-DESC;FMTTYPE=text/html:<b>{MARK}</b>\r\n"),
        calendar,
    ),
    Sample("calendar.method", "a.ics", lambda: ics("", outside="METHOD:CANCEL\r\n"), calendar),
    Sample("calendar.private", "a.ics", lambda: ics(f"X-MS-OLK-FORM:{MARK}\r\n"), calendar),
    Sample(
        "calendar.rule-bomb",
        "a.ics",
        lambda: ics("RRULE:FREQ=SECONDLY;COUNT=99999999\r\n"),
        calendar,
    ),
    Sample(
        "calendar.timezone", "a.ics", lambda: ics(f"TZURL:http://x.example/{MARK}\r\n"), calendar
    ),
    Sample(
        "calendar.image", "a.ics", lambda: ics(f"CONFERENCE:http://x.example/{MARK}\r\n"), calendar
    ),
    Sample(
        "card.media", "a.vcf", lambda: vcf(f"PHOTO;VALUE=uri:http://x.example/{MARK}\r\n"), card
    ),
    Sample("card.url", "a.vcf", lambda: vcf(f"URL:http://x.example/{MARK}\r\n"), card),
    Sample("card.private", "a.vcf", lambda: vcf(f"X-EVIL:{MARK}\r\n"), card),
)
