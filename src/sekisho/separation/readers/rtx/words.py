"""Which commands of a Yamaha RTX cannot bear on forwarded packets, whatever they say.

From the chapters of the maker's command reference. What stands in none of these lists and is read
by nobody is *not understood*.
"""

# First words: the machine itself, its management, routing protocols, tunnels' own keys, lines.
OUTSIDE = frozenset(
    """
    account administrator alarm analog apply auth bgp cloud clear clock console cooperation
    copy date dashboard delete description dhcp dhcpc dhcps diagnosis disconnect dns
    dpi-statistics embedded environment external-memory file heartbeat heartbeat2 help
    history httpd ipsec isdn ike l2tp lan-map led less lua login loopback mail mail-notify
    mail-template mld mobile monitor mp nat-log netvolante-dns ngn no-sound ntp ntpdate
    operation option ospf packet-dump pim pki power-saving pp ppp pppoe pptp provider queue
    qac-tm remote restart rip ripng rotate router-ad save schedule scp security select set
    sftpd show sip snmp snmpv2c snmpv3 sntpd speed ssh sshc sshd statistics switch sysname
    syslog system telnet telnetd temperature terminate tftp time timezone traffic tunnel
    uplink upnp usbhost user username vrrp wan wins wol yno
    """.split()
)
# Behind `ip`: what the machine sends and knows itself, and which way packets take.
IP_OUTSIDE = frozenset(
    """
    arp flow fragment forward host icmp igmp implicit-route keepalive local route
    simple-service stealth tos
    """.split()
)
# Behind `ip INTERFACE` or `ipv6 INTERFACE`.
INTERFACE_OUTSIDE = frozenset(
    """
    arp dad dhcp forward hello icmp igmp intrusion keepalive mac-address mld mtu nd ospf pim
    prefix proxyarp rebound rip ripng rtadv tcp traffic vrrp wol
    """.split()
)
# Behind `nat descriptor`: how long and how many, not what is translated to what.
NAT_OUTSIDE = frozenset(
    """
    backward-compatibility ftp log sip timer timeout masquerade-session
    """.split()
)
# Behind `nat descriptor masquerade`.
MASQUERADE_OUTSIDE = frozenset(
    """
    port remove rlogin session ttl unconvertible unequivocal
    """.split()
)
