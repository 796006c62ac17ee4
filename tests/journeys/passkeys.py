"""A virtual platform authenticator in the browser, one that verifies its user."""

from playwright.sync_api import Page


def add_authenticator(page: Page) -> None:
    """Give the page's browser an authenticator with a passkey store of its own."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
