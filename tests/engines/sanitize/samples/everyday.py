"""What ordinary programs write everywhere: it does not cross, and no word is made of it; and documents by policy."""

import base64
import io

from tests.engines.sanitize.samples import MARK, Sample, images, open_documents, slides
from tests.engines.sanitize.samples.mails import (
    TEXT,
    mail,
    mixed,
    part,
    picture,
    plain,
    with_file,
)

_M = MARK.encode()
_WORD = "=?utf-8?B?" + base64.b64encode("写真.png".encode()).decode() + "?="


def _looping() -> bytes:
    still = images.picture().quantize(8)
    out = io.BytesIO()
    still.save(out, "GIF", save_all=True, append_images=[still.rotate(180)], duration=20, loop=3)
    return out.getvalue()


def _related() -> bytes:
    shown = part(
        "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <a@x>",
        base64.b64encode(images.png()).decode(),
    )
    return mixed(TEXT, shown).replace(b"multipart/mixed", b"multipart/related", 1)


def _settings() -> bytes:
    item = f'<c:config-item xmlns:c="urn:oasis:names:tc:opendocument:xmlns:config:1.0" c:name="PrinterSetup" c:type="base64Binary">{MARK}</c:config-item>'
    return open_documents.odt(files={"settings.xml": f"<settings>{item}</settings>".encode()})


def _hidden_slide() -> bytes:
    new = slides.deck()
    new.edit(slides.SLIDE, "<p:sld ", '<p:sld show="0" ')
    return new.bytes()


SAMPLES = (
    Sample("image.unreferenced", "a.tif", lambda: images.tiff() + _M, images.tiff),
    Sample("image.animation-loop", "a.gif", _looping, images.gif),
    Sample("odf.settings", "a.odt", _settings, open_documents.plain),
    Sample("mail.encoded-parameter", "a.eml", lambda: mixed(TEXT, picture(f'attachment; filename="{_WORD}"')), with_file),
    Sample("mail.rfc2231", "a.eml", lambda: mixed(TEXT, picture("attachment; filename*0*=utf-8''%E5%86%99; filename*1*=%E7%9C%9F.png")), with_file),
    Sample("mail.received", "a.eml", lambda: mail(f"Received: from {MARK}.internal.example ([10.0.0.1])\r\n"), plain),
    Sample("mail.related", "a.eml", _related, with_file),
    Sample("ooxml.hidden-slide", "a.pptx", _hidden_slide, slides.benign),
)  # fmt: skip
