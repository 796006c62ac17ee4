"""What each kind of log is called, in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: Mapping[str, Promise] = {
    "netfilter": _("Linux カーネルのパケットの記録（nftables、iptables）"),
    "ulogd": _("ulogd2 の JSON（NFLOG、NFCT）"),
    "conntrack": _("conntrack の出力"),
    "netflow5": _("NetFlow バージョン 5"),
    "netflow9": _("NetFlow バージョン 9"),
    "ipfix": _("IPFIX（RFC 7011、RFC 5655 のファイル）"),
    "squid": _("Squid のアクセスログ"),
    "suricata": _("Suricata の EVE JSON"),
    "zeek-json": _("Zeek の JSON"),
    "zeek-tsv": _("Zeek のタブ区切り"),
    "bind": _("BIND の問合せの記録"),
    "unbound": _("unbound の問合せの記録"),
    "postfix": _("Postfix の記録"),
    "sshd": _("OpenSSH のログイン"),
    "gateways": _("関所のメールゲートウェイと ICAP サービスの記録"),
    "windows": _("Windows のイベントの JSON"),
    "fortigate": _("FortiGate の記録"),
    "yamaha": _("ヤマハ RTX の記録"),
    "syslog": _("syslog（RFC 3164、RFC 5424）"),
    "table": _("表（CSV）"),
}
