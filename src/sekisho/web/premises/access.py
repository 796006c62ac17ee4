"""Who keeps areas, lists and campaigns, who records at the door and on rounds, who looks."""

MANAGE = "premises.manage"
RECORD = "premises.record"
LOOK = "status.read"
READ_MYNUMBER = "mynumber.read"
