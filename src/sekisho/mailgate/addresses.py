"""Envelope addresses: which forms are taken in, and their domains in one spelling."""

import re

MOST = 320  # characters: 64 + @ + 255
# Visible characters without blanks, brackets, commas and quotes: what every server reads alike.
_LOCAL = re.compile(r"[^\s\x00-\x1f\x7f-\x9f<>()\[\]\\,;:\"@\ud800-\udfff]{1,64}")
_DOMAIN = re.compile(
    r"(?=.{1,253}\Z)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*"
    r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)


def domain_as_ascii(domain: str) -> str:
    """Return a domain in lower case and ASCII (IDNA), "" for what is none."""
    text = domain.strip().rstrip(".").lower()
    try:
        text = text.encode("ascii" if text.isascii() else "idna").decode("ascii")
    except UnicodeError:
        return ""
    return text if _DOMAIN.fullmatch(text) else ""


def split(address: str) -> tuple[str, str] | None:
    """Return local part and domain of an address every server reads alike; None for all others.

    Quoted local parts and address literals are refused: relays have been opened by them.
    """
    local, at, domain = address.rpartition("@")
    if not at or len(address) > MOST or not _LOCAL.fullmatch(local):
        return None
    return (local, domain) if _means_itself(domain) else None


def _means_itself(domain: str) -> bool:
    """Whether a domain is written as it is meant, without letters that IDNA drops or exchanges."""
    plain = domain_as_ascii(domain)
    if not plain or domain != domain.strip():
        return False
    return domain.isascii() or plain.encode("ascii").decode("idna") == domain.rstrip(".").lower()


def routes_on(local: str) -> bool:
    """Whether a server may read a further host out of a local part (`user%host`, `host!user`)."""
    return "%" in local or "!" in local
