"""Which IOS commands cannot bear on forwarded packets, whatever they say.

What stands in none of these lists and is read by nobody is *not understood*.
"""

OUTSIDE = frozenset(
    """
    aaa alias archive arp authentication banner boot boot-start-marker boot-end-marker bridge-domain
    buffers call call-home cdp clock config-register control-plane cts default-value diagnostic do
    dot11 dot1x enable end energywise environment epm errdisable event exception exit fallback file
    flow gatekeeper hardware hw-module install ip-source-guard ipc ipv6-unicast isdn key l2 lacp
    ldap license line lldp logging login mac mac-address-table mgcp memory memory-size mls monitor
    multilink network-clock no ntp nvram parser parameter-map password platform port-channel
    power power-supply privilege process prompt qos queue-list radius radius-server redundancy
    resource rmon route-map router scheduler sccp security-passwords service snmp snmp-server
    spanning-tree ssh stackwise subscriber switch system tacacs tacacs-server template terminal
    tftp-server time-range track transceiver udld upgrade username version video vlan voice
    voice-card vrf vstack vtp wsma xml
    """.split()
)
# Behind `ip` and `ipv6` at the margin.
IP_OUTSIDE = frozenset(
    """
    arp as-path bgp-community bootp cef classless community-list default-gateway device dhcp
    dns domain domain-list domain-lookup domain-name dvmrp extcommunity-list finger flow-cache
    flow-export flow-top-talkers forward-protocol ftp gratuitous-arps hop-limit host http icmp
    igmp local mroute multicast multicast-routing name-server nd nhrp options ospf pim
    prefix-list radius rcmd route routing rsvp scp sla source-route spd ssh sticky-arp
    subnet-zero tacacs tcp telnet tftp unicast-routing vrf
    """.split()
)
INTERFACE_OUTSIDE = frozenset(
    """
    arp authentication auto bandwidth bfd carrier-delay cdp channel-group channel-protocol clock
    cts delay dialer dialer-group dot1x dot1q duplex encapsulation exit fair-queue flowcontrol
    half-duplex full-duplex hold-queue isis keepalive lacp lldp load-interval logging mab
    macsec mdix media-type mls mtu negotiation no ntp ospf ospfv3 peer physical-layer pppoe
    pppoe-client ppp power priority-queue qos queue-set rate-limit serial snmp spanning-tree speed
    srr-queue standby storm-control switchport tx-ring-limit udld vlan-id vrf vrrp wrr-queue
    """.split()
)
INTERFACE_IP_OUTSIDE = frozenset(
    """
    arp authentication bandwidth-percent cef dhcp directed-broadcast dns eigrp enable flow
    hello-interval helper-address hold-time igmp irdp load-sharing local-proxy-arp mask-reply
    mroute-cache mtu nd nhrp ospf pim policy proxy-arp redirects rip route-cache router rsvp
    split-horizon
    summary-address tcp unnumbered unreachables verify vrf virtual-reassembly
    """.split()
)
