"""The lines a stock Squid needs so that downloads go through the service, and nothing around it."""

from sekisho.icap.options import IcapOptions


def squid_config(options: IcapOptions) -> str:
    """Return lines for squid.conf (Squid 5 and later).

    `bypass=off`: when the service does not answer, Squid shows an error and no file crosses.
    """
    host, port = options.listen
    address = f"icap://{f'[{host}]' if ':' in host else host}:{port}"
    return f"""# 関所: ダウンロードを無害化し、ファイルの送信を止める
# （bypass=off: 応答がなければ通さない）
icap_enable on
icap_persistent_connections on
icap_preview_enable on
icap_preview_size {options.preview_bytes}
adaptation_send_client_ip on
adaptation_send_username on
icap_service sekisho_upload reqmod_precache {address}/upload bypass=off
icap_service sekisho_download respmod_precache {address}/download bypass=off
adaptation_access sekisho_upload allow all
adaptation_access sekisho_download allow all
# 暗号化された通信（HTTPS）の中身は、Squid が開く設定（ssl_bump）のときだけ見ることができます。
# 開かないときは、CONNECT を許す相手を限ってください。
"""
