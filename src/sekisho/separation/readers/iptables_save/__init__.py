"""The words of `iptables-save`."""
