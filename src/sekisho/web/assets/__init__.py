"""The zones, and the information assets the policy covers (適用範囲)."""
