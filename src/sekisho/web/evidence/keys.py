"""The key that signs checkpoints, from the instance directory."""

from django.conf import settings

from sekisho.ledger import SigningKey, VerifierKey


def signing_key() -> SigningKey:
    """Return the body's signing key; its name is the ledger's origin."""
    return SigningKey(settings.LEDGER_ORIGIN, settings.LEDGER_KEY_FILE.read_bytes())


def verifier_key() -> VerifierKey:
    """Return the public half, which witnesses pin."""
    return signing_key().verifier
