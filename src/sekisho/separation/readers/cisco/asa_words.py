"""Which ASA commands cannot bear on forwarded packets, whatever they say.

Inspection and threat detection can only stop packets; what stands in none of these lists and is
read by nobody is *not understood*.
"""

GROUPS = frozenset({"network", "service", "protocol", "icmp-type"})
OUTSIDE = frozenset(
    """
    aaa aaa-server admin-context arp asdm auth-prompt banner boot call-home class-map client-update
    clock cluster config-register console coredump crypto ctl-file ddns dhcp-client dhcpd dhcprelay
    dns dns-group domain-name dynamic-access-policy-record dynamic-filter enable failover firewall
    flow-export fragment ftp ftp-map group-delimiter group-policy hpm http icmp imap4s ip ipsec ipv6
    isakmp jumbo-frame key ldap license logging mac-address map-route management-access max-failed
    media-termination mgcp-map monitor-interface mount mtu multicast-routing names no ntp nve pager
    passwd password-policy pim policy-map pop3s prefix-list prompt quota regex route route-map
    router rtp-conformance service service-interface service-policy setup sip-map sla smtp-server
    smtps snmp snmp-map snmp-server ssh ssl sunrpc-server sysopt tcp-map telnet terminal tftp-server
    threat-detection time-range timeout tls-proxy track tunnel-group tunnel-group-map url-block
    url-cache url-server user-identity username virtual vpdn vpn vpn-addr-assign vpn-sessiondb
    vpnsetup webvpn wccp xlate Cryptochecksum ASA zone-labels end
    """.split()
)
INTERFACE_OUTSIDE = frozenset(
    """
    bridge-group channel-group cts ddns delay duplex flowcontrol hello-interval igmp ip ipv6
    lacp mac-address management-only media-type member-interface mtu no nve ospf pim policy-route
    port-channel power rip security speed standby vlan zone-member
    """.split()
)
