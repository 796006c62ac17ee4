"""Uploads that can be taken up again: begun, gone on with, given up, forgotten.

The laws: an upload is its owner's alone; for everybody else it does not exist. What one person has
on the way is bounded, and nothing is begun that the disk could not hold.
"""

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_bytes, token_urlsafe

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.web.organization.models import Person
from sekisho.web.transfers.errors import NoSpaceError, TooLargeError, TransfersRefusedError
from sekisho.web.transfers.models import Upload
from sekisho.web.transfers.paths import placed
from sekisho.web.transfers.pieces import SECRET, Pieces, Source
from sekisho.web.ui.ciphering import Cipher, UndecipherableError

LARGEST = 2 << 30  # one file
AT_ONCE = 4 << 30  # all a person has on the way
MOST = 400  # uploads a person has on the way
KEPT = timedelta(days=1)  # after the last piece
SPARE = 1 << 30  # of the disk, left for everything else
_SECRETS = Cipher("sekisho.transfers.upload")


def begin_upload(*, path: str, size: int, by: Person, at: datetime) -> Upload:
    """Begin an upload of a file by its name, or its path in a dropped folder.

    Raises TooLargeError, NoSpaceError, TransfersRefusedError, OSError.
    """
    forget_uploads(at=at, of=by)
    folder, name = placed(path)
    if not size:
        raise TransfersRefusedError(_("中身のないファイルは受け取れません。"))
    _refuse_too_much(size, by, at)
    secret = token_bytes(SECRET)
    row = Upload(
        key=token_urlsafe(24),
        by=by,
        name=name,
        folder=folder,
        size=size,
        secret=_SECRETS.encrypt(secret),
        created_at=at,
        expires_at=at + KEPT,
    )
    Pieces(_path(row.key), secret).start()
    row.save()
    return row


def _refuse_too_much(size: int, by: Person, at: datetime) -> None:
    mine = Upload.objects.alive(at).filter(by=by)
    if size > LARGEST:
        raise TooLargeError(_("一つのファイルは2GBまでです。分けて出してください。"))
    if mine.count() >= MOST or mine.bytes() + size > AT_ONCE:
        raise TooLargeError(
            _("送りかけのファイルが多すぎます。出し終えるか、取り消してから続けてください。")
        )
    if _free() < size + SPARE:
        raise NoSpaceError(
            _("いま保管場所に空きがないため、受け取れません。情報担当に知らせてください。")
        )


def _free() -> int:
    folder = settings.UPLOADS
    return shutil.disk_usage(folder if folder.exists() else folder.parent).free


def find_upload(*, key: str, by: Person, at: datetime) -> Upload | None:
    """Return somebody's own upload while its time is not over."""
    return Upload.objects.alive(at).filter(key=key, by=by).first()


def arrived(row: Upload) -> int:
    """Return how much of it is there. Raises FileNotFoundError."""
    return pieces_of(row).size()


def go_on(*, upload: Upload, source: Source, offset: int, length: int, at: datetime) -> int:
    """Append what comes; return how much is there then.

    Raises what `Pieces.append` raises, and TooLargeError for more than was announced.
    """
    if offset + length > upload.size:
        raise TooLargeError(_("知らされた大きさより長いため、受け取れません。"))
    Upload.objects.filter(pk=upload.pk).update(expires_at=at + KEPT)
    upload.expires_at = at + KEPT
    return pieces_of(upload).append(source, at=offset, most=length)


def give_up(*, upload: Upload) -> None:
    """Forget an upload and its bytes."""
    upload.delete()
    remove_pieces(upload.key)


def forget_uploads(*, at: datetime, of: Person | None = None) -> int:
    """Forget uploads whose time is over, and files that belong to none; return how many rows."""
    rows = Upload.objects.filter(expires_at__lte=at)
    old = list(rows.filter(by=of) if of else rows)
    for row in old:
        give_up(upload=row)
    if of is None:
        _sweep(at)
    return len(old)


def _sweep(at: datetime) -> None:
    """Remove files a crash left without a row, long after."""
    if not settings.UPLOADS.is_dir():
        return
    known = set(Upload.objects.values_list("key", flat=True))
    oldest = (at - 2 * KEPT).timestamp()
    for path in settings.UPLOADS.glob("*.part"):
        if path.stem not in known and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def finished_uploads(*, keys: list[str], by: Person, at: datetime) -> list[Upload]:
    """Return somebody's own uploads, all of them there whole, in the order given.

    Raises TransfersRefusedError.
    """
    rows = {row.key: row for row in Upload.objects.alive(at).filter(by=by, key__in=keys)}
    found = [rows[key] for key in dict.fromkeys(keys) if key in rows]
    if len(found) != len(set(keys)) or any(not _is_whole(row) for row in found):
        raise TransfersRefusedError(
            _("送り終えていないファイルがあります。もう一度送ってから出してください。")
        )
    return found


def _is_whole(row: Upload) -> bool:
    try:
        return arrived(row) == row.size
    except FileNotFoundError:
        return False


def forget_after(rows: list[Upload]) -> None:
    """Forget uploads that were handed in: the rows now, their bytes when that is committed."""
    Upload.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        transaction.on_commit(lambda key=row.key: remove_pieces(key))  # type: ignore[misc]


def pieces_of(row: Upload) -> Pieces:
    """Return where its bytes lie. Raises TransfersRefusedError when the key is gone."""
    try:
        return Pieces(_path(row.key), _SECRETS.decrypt(row.secret))
    except UndecipherableError as error:
        raise TransfersRefusedError(_("もう一度初めから送ってください。")) from error


def remove_pieces(key: str) -> None:
    """Remove the bytes of an upload."""
    _path(key).unlink(missing_ok=True)


def _path(key: str) -> Path:
    return Path(settings.UPLOADS) / f"{key}.part"
