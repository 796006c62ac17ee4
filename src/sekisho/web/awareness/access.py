"""Who publishes bulletins and sees how far they reach."""

MANAGE = "training.manage"
