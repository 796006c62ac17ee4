"""A throw-away OpenLDAP server on loopback, in the clear and over TLS."""

import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from tests.web.terminals.https import make_certificate

SLAPD = shutil.which("slapd", path="/usr/sbin:/usr/bin")
SUFFIX = "dc=asagiri,dc=example"
READER = f"cn=reader,{SUFFIX}"
PASSWORD = "読み取り-reader-1"


def missing() -> str:
    """Why no server can be started here; empty when one can."""
    return "" if SLAPD else "slapd がありません（apt-get install slapd で入ります）"


def _config(folder: Path) -> str:
    return f"""
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
pidfile {folder}/pid
TLSCertificateFile {folder}/cert.pem
TLSCertificateKeyFile {folder}/key.pem
TLSCACertificateFile {folder}/cert.pem
database mdb
maxsize 67108864
suffix "{SUFFIX}"
rootdn "{READER}"
rootpw {PASSWORD}
directory {folder}/data
overlay memberof
"""


def person(uid: str, name: str, mail: str) -> str:
    return (
        f"dn: uid={uid},ou=people,{SUFFIX}\nobjectClass: inetOrgPerson\nuid: {uid}\n"
        f"cn: {name}\nsn: {name}\nmail: {mail}\n\n"
    )


def group(cn: str, *uids: str) -> str:
    members = "".join(f"member: uid={uid},ou=people,{SUFFIX}\n" for uid in uids)
    return f"dn: cn={cn},{SUFFIX}\nobjectClass: groupOfNames\ncn: {cn}\n{members}\n"


@contextmanager
def serving(entries: str):
    """Start with these entries; yield (plain URL, TLS URL, certificate as PEM)."""
    folder = Path(tempfile.mkdtemp(prefix="sekisho-slapd-"))
    (folder / "data").mkdir()
    certificate, _key = make_certificate(folder)
    config, ldif = folder / "slapd.conf", folder / "start.ldif"
    config.write_text(_config(folder), "utf-8")
    top = f"dn: {SUFFIX}\nobjectClass: dcObject\nobjectClass: organization\no: x\ndc: asagiri\n\n"
    people = f"dn: ou=people,{SUFFIX}\nobjectClass: organizationalUnit\nou: people\n\n"
    ldif.write_text(top + people + entries, "utf-8")
    plain, secure = _free_port(), _free_port()
    urls = f"ldap://127.0.0.1:{plain}/ ldaps://127.0.0.1:{secure}/"
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [SLAPD, "-d", "0", "-f", str(config), "-h", urls], stdout=log, stderr=log
        )
        try:
            _wait_for(plain, server, folder)
            subprocess.run(
                [
                    "ldapadd",
                    "-x",
                    "-H",
                    f"ldap://127.0.0.1:{plain}",
                    "-D",
                    READER,
                    "-w",
                    PASSWORD,
                    "-f",
                    str(ldif),
                ],
                check=True,
                capture_output=True,
            )
            yield (
                f"ldap://127.0.0.1:{plain}",
                f"ldaps://127.0.0.1:{secure}",
                certificate.read_text("ascii"),
            )
        finally:
            server.terminate()
            server.wait(timeout=20)
            shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port: int, server, folder: Path) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError((folder / "log").read_text("utf-8", "replace"))
