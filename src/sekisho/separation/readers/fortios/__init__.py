"""The words of FortiGate configurations."""
