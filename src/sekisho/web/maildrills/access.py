"""Who runs drills and sees their figures."""

MANAGE = "training.manage"
