"""A photograph from a phone, drawn anew by a child process: pixels only, bounded in size.

What a phone sends holds more than the picture: where it was taken, by which device, a small
preview, and whatever somebody hid. None of it is kept. The sanitising engine does more, and asks
for a sandbox that not every machine of a small body has; a photograph taken as evidence needs its
pixels only, so it is drawn by a child process of little means, as papers and policies are.
"""

from django.utils.translation import gettext as _

from sekisho.web.premises.errors import PremisesError
from sekisho.web.ui.apart import ApartError, ApartLimits, run_apart

_PROGRAM = "sekisho.web.premises.apart.drawing"
LARGEST_BYTES = 20 * 1024 * 1024
LIMITS = ApartLimits(seconds=30.0, cpu_seconds=20, address_bytes=2 * 1024**3)


def draw_anew(untrusted: bytes, *, limits: ApartLimits = LIMITS) -> bytes:
    """Return the picture as a JPEG of at most 1,600 pixels a side. Raises PremisesError."""
    if len(untrusted) > LARGEST_BYTES:
        raise PremisesError(_("写真が大きすぎます（20MBまで）。解像度を下げて撮り直してください。"))
    try:
        return run_apart(_PROGRAM, untrusted, limits)
    except ApartError:
        raise PremisesError(
            _("写真を読み取れませんでした。JPEGかPNGで撮り直すか、写真なしで記入してください。")
        ) from None
