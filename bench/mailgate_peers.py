"""MIMEDefang and amavis from Debian, each as a filter between the sender and the sink of the bench.

amavis takes mail over SMTP and hands it on over SMTP, as the gateway does: it decodes and looks for
forbidden names, without a virus or spam check. MIMEDefang is a milter: a Postfix of its own takes
the mail, asks it, and hands on; only MIMEDefang's own processor time is counted. Neither looks
inside a document. Both are started as root, as their packages do it.
"""

import os
import shutil
import subprocess
import time
from pathlib import Path

from mailgate_servers import free_port

_READY_SECONDS = 60

AMAVIS = """use strict;
include_config_files('/etc/amavis/conf.d/01-debian', '/etc/amavis/conf.d/20-debian_defaults');
$daemon_user = 'amavis'; $daemon_group = 'amavis';
$MYHOME = '{folder}'; $TEMPBASE = "$MYHOME/tmp"; $db_home = "$MYHOME/db";
$helpers_home = $MYHOME; $lock_file = "$MYHOME/lock"; $pid_file = "$MYHOME/pid";
$myhostname = 'amavis.example.jp'; $mydomain = 'example.jp';
$enable_db = 0; $enable_zmq = 0; $DO_SYSLOG = 0; $do_syslog = 0;
$LOGFILE = "$MYHOME/log"; $log_level = 0; $QUARANTINEDIR = undef;
$max_servers = 2; $max_requests = 1000; $inet_socket_port = {port}; $inet_socket_bind = '127.0.0.1';
$unix_socketname = undef;
$forward_method = 'smtp:[127.0.0.1]:{sink}'; $notify_method = $forward_method;
@bypass_virus_checks_maps = (1); @bypass_spam_checks_maps = (1);
@local_domains_maps = (['.']);
1;
"""

FILTER = """sub filter_begin {{ }}
sub filter {{
    my($entity, $fname, $ext, $type) = @_;
    return action_drop() if re_match($entity, '\\\\.(exe|com|scr|pif|bat|js|vbs)$');
    return action_accept();
}}
sub filter_multipart {{ return action_accept(); }}
sub filter_end {{ }}
1;
"""

MAIN = """compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = front.example.jp
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_recipient_restrictions = permit_mynetworks,reject
smtpd_milters = unix:{folder}/md/sock
milter_default_action = tempfail
default_transport = smtp:[127.0.0.1]:{sink}
disable_dns_lookups = yes
"""

MASTER = """127.0.0.1:{port} inet n - n - 20 smtpd
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
scache    unix  - - n - 1 scache
proxymap  unix  - - n - - proxymap
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
smtp      unix  - - n - 20 smtp
error     unix  - - n - - error
retry     unix  - - n - - error
anvil     unix  - - n - 1 anvil
postlog   unix-dgram n - n - 1 postlogd
"""


def amavis(folder, sink, hand_in):
    """Return what amavis did with the mails, or why it could not be asked."""
    if lacking := _lacking("amavisd"):
        return lacking
    port = free_port()
    for name in ("home", "home/tmp", "home/db"):
        (folder / name).mkdir()
    (folder / "conf").write_text(AMAVIS.format(folder=folder / "home", port=port, sink=sink))
    _own(folder / "home", "amavis")
    folder.chmod(0o755)  # it reads no settings from a folder of its own
    with _Running(["amavisd", "-c", folder / "conf", "foreground"], folder) as server:
        if not server.answers(port):
            return f"did not start: {server.said()}"
        return server.figures(lambda: hand_in(port, 2))


def mimedefang(folder, sink, hand_in):
    """Return what MIMEDefang did with the mails, or why it could not be asked."""
    if lacking := _lacking("mimedefang", "mimedefang-multiplexor", "postfix"):
        return lacking
    port, config, place = free_port(), folder / "config", folder / "md"
    for each in (config, place, folder / "queue", folder / "data"):
        each.mkdir()
    (config / "main.cf").write_text(MAIN.format(folder=folder, sink=sink))
    (config / "master.cf").write_text(MASTER.format(port=port))
    (place / "filter").write_text(FILTER.replace("{{", "{").replace("}}", "}"))
    _own(place, "defang")
    folder.chmod(0o755)
    shutil.chown(folder / "data", "postfix")
    words = ["-U", "defang", "-z", place, "-D"]
    plexer = [
        "mimedefang-multiplexor", *words, "-s", place / "plex", "-m", "2", "-x", "2",
        "-f", "/usr/bin/mimedefang.pl", "-F", place / "filter", "-q", "64", "-Q", "60",
    ]  # fmt: skip
    milter = ["mimedefang", *words, "-m", place / "plex", "-p", place / "sock", "-q"]
    with _Running(plexer, folder) as one, _Running(milter, folder) as two:
        _wait_for(place / "sock")
        place.chmod(0o755)
        (place / "sock").chmod(0o666)
        started = _postfix(config, "start")
        try:
            if started.returncode or not one.answers(port):
                return f"did not start: {started.stderr.strip()[-200:]} {one.said()}"
            return one.figures(lambda: hand_in(port), two)
        finally:
            _postfix(config, "stop")


PEERS = {"mimedefang": mimedefang, "amavis": amavis}


class _Running:
    """A program in a session of its own, with all it starts; what it used is read from /proc."""

    def __init__(self, words, folder):
        self.words, self.log = [str(word) for word in words], folder / f"{words[0]}.said"

    def __enter__(self):
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                self.words, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
            )
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def answers(self, port):
        import socket

        until = time.monotonic() + _READY_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), 5).close()
            except OSError:
                time.sleep(0.3)
            else:
                return True
        return False

    def said(self):
        return " ".join(self.log.read_text("utf-8", "replace").split())[-300:]

    def cpu(self):
        return sum(map(_ticks, _session(self.process.pid))) / os.sysconf("SC_CLK_TCK")

    def figures(self, work, *others):
        before = sum(each.cpu() for each in (self, *others))
        count, wall = work()
        used = sum(each.cpu() for each in (self, *others)) - before
        return f"{count / wall:7.1f}/s  CPU {used / count * 1000:7.2f} ms/mail"


def _session(leader):
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if int(_fields(path)[3]) == leader:
                yield path
        except (OSError, IndexError):
            continue


def _ticks(path):
    try:
        return sum(map(int, _fields(path)[11:15]))
    except OSError:
        return 0


def _fields(path):
    return (path / "stat").read_text("ascii", "replace").rpartition(")")[2].split()


def _wait_for(path):
    until = time.monotonic() + _READY_SECONDS
    while not path.exists() and time.monotonic() < until:
        time.sleep(0.1)


def _postfix(config, word):
    return subprocess.run(
        ["postfix", "-c", str(config), word], capture_output=True, text=True, check=False
    )


def _own(folder, user):
    """Give a folder to the user the package runs its program as."""
    folder.chmod(0o750)
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, user, user)


def _lacking(*programs):
    missing = [name for name in programs if not shutil.which(name)]
    if missing:
        return f"skipped: {', '.join(missing)} not installed"
    return "skipped: needs root" if os.geteuid() else ""
