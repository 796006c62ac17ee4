"""The mails of bench/mailgate.py: what a body gets every day, written by us."""

import io
from email.message import EmailMessage
from email.policy import SMTP as WIRE

OURS = "town.example.lg.jp"
KINDS = ("plain", "html", "docx", "files")
_WORD = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")


def letter(number, kind):
    """Return one mail of a kind: plain, HTML with a picture, one docx, or a docx and a PDF."""
    message = EmailMessage()
    message["From"] = "山田 太郎 <kacho@partner.example.jp>"
    message["To"] = f"hanako@{OURS}"
    message["Subject"] = "資料の送付について"
    message["Message-ID"] = f"<{number}@partner.example.jp>"
    message.set_content("お世話になっております。\n" * 30)
    if kind == "html":
        message.add_alternative("<p>お世話になっております。<img src='cid:a'></p>" * 30, "html")
        message.get_payload()[1].add_related(picture(), "image", "png", cid="<a>")
    if kind == "docx":  # the size of the design's measurements of others: 103 kB on the wire
        message.add_attachment(document(190), *_WORD, filename="資料.docx")
    if kind == "files":
        message.add_attachment(document(260), *_WORD, filename="資料.docx")
        message.add_attachment(paper(), "application", "pdf", filename="資料.pdf")
    return message.as_bytes(policy=WIRE)


def picture():
    from PIL import Image

    out = io.BytesIO()
    Image.effect_noise((120, 120), 60).save(out, "PNG")
    return out.getvalue()


def document(side):
    from docx import Document

    out, paper_ = io.BytesIO(), Document()
    for number in range(60):
        paper_.add_paragraph(f"{number} 情報セキュリティ対策の実施状況について報告します。" * 3)
    out_picture = io.BytesIO()
    from PIL import Image

    Image.effect_noise((side, side), 60).save(out_picture, "PNG")
    paper_.add_picture(out_picture)
    paper_.save(out)
    return out.getvalue()


def paper():
    import typst

    text = "#set page(width: 210mm)\n" + "Report on information security. " * 400
    return typst.compile(text.encode())
