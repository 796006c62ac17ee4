"""The published schema of an event: one typed column per ECS field (decision 0021).

A column's name is the ECS name with its dots as underscores; names under `sekisho.` are our own
(ECS leaves such room). Times are integer microseconds UTC and lengths of time integer
microseconds, since engines disagree about fractions. Types are declared here and inferred nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Value = str | int | bool | bytes | dict[str, str]
Fields = dict[str, Value]  # column → value; a column that is not there is unknown


class Type(StrEnum):
    """The type of a column, by the name Ibis has for it."""

    INTEGER = "int64"
    TEXT = "string"
    BYTES = "binary"
    BOOLEAN = "boolean"
    MAP = "map<string, string>"


PYTHON: Mapping[Type, type] = {
    Type.INTEGER: int,
    Type.TEXT: str,
    Type.BYTES: bytes,
    Type.BOOLEAN: bool,
    Type.MAP: dict,
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the schema."""

    ecs: str
    type: Type
    about: str  # plain Japanese

    @property
    def name(self) -> str:
        """The column's name in files and queries."""
        return self.ecs.removeprefix("sekisho.").lstrip("@").replace(".", "_")


_INTEGER, _TEXT = Type.INTEGER, Type.TEXT

_COLUMNS = (
    Column("sekisho.ts_us", _INTEGER, "起きた時刻（ECS の @timestamp。UTC のマイクロ秒）"),
    Column("sekisho.stated_us", _INTEGER, "記録が自ら述べる時刻。述べなければ空"),
    Column("sekisho.received_us", _INTEGER, "受け取った時刻（ECS の event.ingested）"),
    Column("sekisho.time_quality", _TEXT, "時刻の確かさ: stated, assumed, received, implausible"),
    Column("sekisho.start_us", _INTEGER, "始まりの時刻（ECS の event.start）"),
    Column("sekisho.end_us", _INTEGER, "終わりの時刻（ECS の event.end）"),
    Column("sekisho.duration_us", _INTEGER, "長さ（ECS の event.duration はナノ秒）"),
    Column("sekisho.log_source", _TEXT, "記録元の名前"),
    Column("sekisho.log_delivery", _TEXT, "届いたまとまり（ファイルなど）の名前"),
    Column("sekisho.log_position", _INTEGER, "まとまりの中で何件目か（1 から）"),
    Column("sekisho.digest", _TEXT, "記録元と記録の SHA-256 の先頭 16 バイト（16 進）"),
    Column("sekisho.duplicate", Type.BOOLEAN, "前に届いた同じ記録の繰返し"),
    Column("sekisho.one_way", Type.BOOLEAN, "片方向の流れの記録（返りも一件になる）"),
    Column("event.dataset", _TEXT, "種類。読み取りの名前"),
    Column("event.category", _TEXT, "分類: network, web, email, authentication ほか"),
    Column("event.type", _TEXT, "connection, allowed, denied, start, end, info, error ほか"),
    Column("event.action", _TEXT, "したこと"),
    Column("event.outcome", _TEXT, "success, failure, unknown"),
    Column("event.code", _TEXT, "製品の番号（Windows のイベント ID など）"),
    Column("event.provider", _TEXT, "書いたもの（チャネル、デーモン）"),
    Column("event.id", _TEXT, "製品が付けた番号"),
    Column("event.severity", _INTEGER, "製品が付けた重さ"),
    Column("event.original", Type.BYTES, "届いたままの記録"),
    Column("message", _TEXT, "本文"),
    Column("error.message", _TEXT, "読めなかった理由"),
    Column("log.syslog.facility.code", _INTEGER, "syslog の facility"),
    Column("log.syslog.severity.code", _INTEGER, "syslog の severity"),
    Column("log.syslog.hostname", _TEXT, "syslog の送り主の名前"),
    Column("log.syslog.appname", _TEXT, "syslog のプログラム名"),
    Column("log.syslog.procid", _TEXT, "syslog の番号"),
    Column("log.syslog.msgid", _TEXT, "syslog の MSGID"),
    Column("host.name", _TEXT, "起きた機器の名前"),
    Column("source.ip", _TEXT, "送信元の住所"),
    Column("sekisho.source_ip_key", _TEXT, "送信元の住所（16 進 32 桁、IPv4 は ::ffff/96）"),
    Column("source.port", _INTEGER, "送信元のポート"),
    Column("source.mac", _TEXT, "送信元の MAC アドレス"),
    Column("source.domain", _TEXT, "送信元の名前"),
    Column("source.bytes", _INTEGER, "送信元が送ったバイト数"),
    Column("source.packets", _INTEGER, "送信元が送ったパケット数"),
    Column("destination.ip", _TEXT, "宛先の住所"),
    Column("sekisho.destination_ip_key", _TEXT, "宛先の住所（16 進 32 桁、IPv4 は ::ffff/96）"),
    Column("destination.port", _INTEGER, "宛先のポート"),
    Column("destination.domain", _TEXT, "宛先の名前"),
    Column("destination.bytes", _INTEGER, "宛先が送ったバイト数"),
    Column("destination.packets", _INTEGER, "宛先が送ったパケット数"),
    Column("network.transport", _TEXT, "tcp, udp, icmp, ipv6-icmp ほか"),
    Column("network.iana_number", _INTEGER, "IP のプロトコル番号"),
    Column("network.protocol", _TEXT, "http, dns, tls ほか"),
    Column("network.direction", _TEXT, "inbound, outbound, internal, external"),
    Column("sekisho.tcp_flags", _INTEGER, "流れで見えた TCP のフラグの和"),
    Column("sekisho.icmp_type", _INTEGER, "ICMP の種類"),
    Column("observer.ingress.interface.name", _TEXT, "入ってきた接続口"),
    Column("observer.egress.interface.name", _TEXT, "出ていった接続口"),
    Column("user.name", _TEXT, "利用者"),
    Column("user.domain", _TEXT, "利用者の属するドメイン"),
    Column("process.name", _TEXT, "プログラムの名前"),
    Column("process.pid", _INTEGER, "プロセスの番号"),
    Column("process.executable", _TEXT, "プログラムの場所"),
    Column("process.command_line", _TEXT, "コマンドライン"),
    Column("process.parent.executable", _TEXT, "親のプログラムの場所"),
    Column("url.original", _TEXT, "求めた URL"),
    Column("url.domain", _TEXT, "URL のホスト"),
    Column("http.request.method", _TEXT, "HTTP の方法"),
    Column("http.response.status_code", _INTEGER, "HTTP の答え"),
    Column("user_agent.original", _TEXT, "User-Agent"),
    Column("tls.client.server_name", _TEXT, "TLS の SNI"),
    Column("dns.question.name", _TEXT, "尋ねた名前（終わりの点なし、小文字）"),
    Column("dns.question.type", _TEXT, "尋ねた種類"),
    Column("dns.response_code", _TEXT, "DNS の答え"),
    Column("email.from.address", _TEXT, "差出人"),
    Column("email.to.address", _TEXT, "受取人（空白区切り）"),
    Column("email.subject", _TEXT, "件名"),
    Column("email.message_id", _TEXT, "Message-ID"),
    Column("email.local_id", _TEXT, "キューの番号"),
    Column("file.name", _TEXT, "ファイルの名前"),
    Column("file.hash.sha256", _TEXT, "ファイルの SHA-256"),
    Column("rule.id", _TEXT, "製品の規則の番号"),
    Column("rule.name", _TEXT, "製品の規則の名前"),
    Column("rule.category", _TEXT, "製品の規則の分類"),
    Column("sekisho.fields", Type.MAP, "製品の項目を、製品の名前のまま"),
)

COLUMNS: Mapping[str, Column] = {column.name: column for column in _COLUMNS}
