"""Who keeps contracts and services, who keeps social-media accounts, who may look at them."""

MANAGE = "suppliers.manage"
SOCIAL = "social.manage"
LOOK = "status.read"
