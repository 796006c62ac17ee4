"""Words of a Juniper configuration that decide about no forwarded packet, by where they stand."""

SECURITY_OUTSIDE = frozenset(
    """
    screen ike ipsec log utm idp alg flow pki ssh-known-hosts authentication-key-chains
    certificates application-tracking dynamic-address traceoptions user-identification
    address-book-options datapath-debug dynamic-vpn firewall-authentication resource-manager
    analysis remote-access macsec
    """.split()
)
# Of an interface, of its units and their families: what decides about no forwarded packet.
PHYSICAL_OUTSIDE = frozenset(
    """
    description mtu speed link-mode gigether-options ether-options fastether-options
    aggregated-ether-options redundant-ether-options vlan-tagging flexible-vlan-tagging
    stacked-vlan-tagging native-vlan-id encapsulation disable hold-time traceoptions traps no-traps
    per-unit-scheduler hierarchical-scheduler fabric-options serial-options t1-options e1-options
    dsl-options vdsl-options media-type auto-negotiation no-auto-negotiation keepalives
    no-keepalives mac promiscuous-mode optics-options damping clocking ppp-options dialer-options
    """.split()
)
UNIT_OUTSIDE = frozenset(
    """
    vlan-id vlan-id-list vlan-tags native-inner-vlan-id encapsulation disable bandwidth
    point-to-point multipoint tunnel peer-unit keepalives no-keepalives ppp-options pppoe-options
    dialer-options proxy-arp traps no-traps statistics clear-dont-fragment-bit mac arp-resp
    """.split()
)
FAMILY_OUTSIDE = frozenset(
    """
    mtu rpf-check policer dhcp dhcp-client dhcpv6-client sampling no-redirects no-neighbor-learn
    targeted-broadcast primary negotiate-address unnumbered-address accounting dad-disable tcp-mss
    """.split()
)
ZONE_OUTSIDE = {  # what the device itself answers to, screens
    "host-inbound-traffic", "screen", "tcp-rst", "description", "application-tracking",
    "enable-reverse-reroute", "source-identity-log",
}  # fmt: skip
LABELS = {"description", "apply-macro", "apply-flags"}
BRIDGED = {"ethernet-switching", "bridge", "vpls", "ccc", "mpls", "iso"}  # not routed
