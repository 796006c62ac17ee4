"""The words that start a session: what its programs see, and nothing else.

bubblewrap gives it namespaces of its own for users, processes, files, network (a loopback and no
more), names and shared memory. It sees the system's programs read-only, a file system in memory of
bounded size, what was lent to it (read-only), and one folder with four sockets: its screen, the way
out, finished downloads, and the pipe by which its browser is spoken to.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from sekisho.quarantine.durable import write_whole
from sekisho.screen import browser
from sekisho.screen.caps import Most
from sekisho.screen.options import MIB, ScreenOptions

SCREEN, OUT, FILES, STEER = "screen", "out", "files", "steer"  # the sockets, below /run/session
SCALE = "scale"  # a file below /run/told: pixels to a point
TEMPORARY, SHARED = 64 * MIB, 256 * MIB
_USER = 1000  # inside; what the machine knows it as is the caller's business
_INSIDE, _TOLD = "/run/session", "/run/told"
_READ = (
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/ssl/certs",
    "/etc/X11/xkb",
    "/etc/chromium.d",
    "/etc/dbus-1",
    "/etc/gtk-3.0",
    "/usr/share/ca-certificates",
    "/var/cache/fontconfig",
)
_TOP = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
# Nothing of a session runs before its group holds it: a line of the host's says so.
_GATE = 'read -r go && [ "$go" = go ] && exec "$@" </dev/null'
_PEOPLE = f"user:x:{_USER}:{_USER}::{browser.HOME}:/usr/sbin/nologin\n"
# Starts the screen with the keys of a Japanese keyboard, waits for it, then the window manager, the
# input method with its bus (where there is one), the way out, what carries downloads, the pipe to
# the browser, and the browser. When the browser ends it is started again: a closed window is no
# closed session.
_SCRIPT = f"""
ulimit -c 0 && ulimit -n 4096 && ulimit -p "$1" || exit 125
size=$2; shift 2
mkdir -p {browser.DOWNLOADS} {browser.HOME}/.config/openbox {browser.HOME}/profile/Default
printf '%s' "$WINDOWS" >{browser.HOME}/.config/openbox/rc.xml; unset WINDOWS
printf '%s' "$FIRST" >{browser.HOME}/profile/Default/Preferences; unset FIRST
Xvnc :1 -rfbunixpath {_INSIDE}/{SCREEN} -rfbunixmode 0600 -rfbport -1 -SecurityTypes None \\
  -geometry "$size" -depth 24 -nolisten tcp -AcceptCutText=0 -SendCutText=0 -SetPrimary=0 \\
  -SendPrimary=0 -AlwaysShared -AcceptSetDesktopSize=1 -desktop sekisho >/dev/null 2>&1 &
i=0
while [ ! -S /tmp/.X11-unix/X1 ]; do
  i=$((i + 1)); [ $i -gt 200 ] && exit 1
  sleep 0.05
done
export DISPLAY=:1
setxkbmap -model jp106 -layout jp >/dev/null 2>&1
openbox >/dev/null 2>&1 &
if [ -x /usr/bin/fcitx5 ]; then
  mkdir -p {browser.HOME}/.config/fcitx5
  printf '%s' "$TYPING" >{browser.HOME}/.config/fcitx5/profile
  export XMODIFIERS=@im=fcitx GTK_IM_MODULE=fcitx DBUS_SESSION_BUS_ADDRESS=unix:path=/tmp/run/bus
  dbus-daemon --session --address="$DBUS_SESSION_BUS_ADDRESS" --nofork --nopidfile >/dev/null 2>&1 &
  i=0
  while [ ! -S /tmp/run/bus ] && [ $i -lt 100 ]; do i=$((i + 1)); sleep 0.02; done
  fcitx5 --replace >/dev/null 2>&1 &
fi
unset TYPING
socat TCP-LISTEN:{browser.PROXY_PORT},bind=127.0.0.1,fork,reuseaddr,backlog=64 UNIX-CONNECT:{_INSIDE}/{OUT} 2>/dev/null &
while sleep 0.5; do
  for file in {browser.DOWNLOADS}/*; do
    [ -f "$file" ] || continue
    case "$file" in *.crdownload) continue ;; esac
    (printf '%s\\0%s\\0' "${{file##*/}}" "$(stat -c %s "$file")"; cat "$file") | socat -u - UNIX-CONNECT:{_INSIDE}/{FILES} 2>/dev/null
    rm -f "$file"
  done
done &
mkfifo -m 600 /tmp/run/asked /tmp/run/told
exec 8<>/tmp/run/asked 9<>/tmp/run/told
socat -t 0.1 UNIX-LISTEN:{_INSIDE}/{STEER},mode=600,fork,max-children=1 \
  'OPEN:/tmp/run/told,rdonly!!OPEN:/tmp/run/asked,wronly' 2>/dev/null 8<&- 9<&- &
i=0
while ! grep -q ":{browser.PROXY_PORT:04X} " /proc/net/tcp && [ $i -lt 100 ]; do i=$((i + 1)); sleep 0.02; done
while
  scale=$(cat {_TOLD}/{SCALE} 2>/dev/null || echo 1)
  "$@" --force-device-scale-factor="$scale" >/dev/null 2>&1 </dev/null 3<&8 4>&9
do sleep 0.2; done
"""  # noqa: E501  # a program's words


@dataclass(frozen=True, slots=True)
class Room:
    """Where a session meets its host: a folder for the sockets, and files it is shown."""

    folder: Path

    @property
    def policies(self) -> Path:
        """The folder with the browser's managed policies."""
        return self.folder / "policies"

    @property
    def told(self) -> Path:
        """The folder with what its host tells it while it runs."""
        return self.folder / "told"

    @property
    def lent(self) -> Path:
        """The folder with files lent to the session by a decision."""
        return self.folder / "lent"

    def socket(self, name: str) -> Path:
        """Return one of the sockets."""
        return self.folder / "sockets" / name


def most(options: ScreenOptions) -> Most:
    """Return what the kernel lets a session take: its programs, and its files in memory."""
    files = options.files_bytes + TEMPORARY + SHARED
    return Most(options.memory_bytes + files, options.processes, options.percent)


def furnish(room: Room) -> None:
    """Make the folder a session is started with."""
    (room.folder / "sockets").mkdir(mode=0o700, parents=True)
    for place in (room.lent, room.told, room.policies):
        place.mkdir(mode=0o700)
    rule(room, choosing=False)
    (room.folder / "passwd").write_text(_PEOPLE, "utf-8")


def rule(room: Room, *, choosing: bool) -> None:
    """Write the browser's policies; it reads them again within seconds. Raises OSError.

    `choosing`: files may be chosen, which is of use only when some were lent.
    """
    told = browser.policies() | {"AllowFileSelectionDialogs": choosing}
    write_whole(room.policies / "sekisho.json", [json.dumps(told).encode()])
    (room.policies / "sekisho.json").chmod(0o644)


def scale(room: Room, factor: float) -> None:
    """Write how many pixels a point has, for the next start of its browser. Raises OSError."""
    write_whole(room.told / SCALE, [f"{factor:g}\n".encode()])
    (room.told / SCALE).chmod(0o644)


def command(room: Room, options: ScreenOptions, *, bwrap: str = "bwrap") -> list[str]:
    """Return the whole command of a session."""
    width, height = options.size
    return [
        "/bin/sh",
        "-c",
        _GATE,
        "gate",
        bwrap,
        *_namespaces(),
        *_environment(),
        *_files(room, options),
        "--",
        "/bin/sh",
        "-c",
        _SCRIPT,
        "session",
        str(options.processes),
        f"{width}x{height}",
        *browser.words(options),
    ]


def _namespaces() -> list[str]:
    return [
        "--unshare-all",
        "--unshare-user",
        "--die-with-parent",
        "--new-session",
        "--cap-drop",
        "ALL",
        *("--uid", str(_USER), "--gid", str(_USER)),
        *("--hostname", "sekisho"),
    ]


def _environment() -> list[str]:
    given = {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "LANGUAGE": "ja",
        "TZ": "Asia/Tokyo",
        "HOME": browser.HOME,
        "XDG_RUNTIME_DIR": "/tmp/run",  # noqa: S108  # the session's own, in memory
        "TYPING": browser.TYPING,
        "WINDOWS": browser.WINDOWS,
        "FIRST": browser.FIRST,
    }
    return ["--clearenv", *(word for pair in given.items() for word in ("--setenv", *pair))]


def _files(room: Room, options: ScreenOptions) -> list[str]:
    words = ["--ro-bind", "/usr", "/usr"]
    for top in map(Path, _TOP):
        if top.is_symlink():  # one tree under /usr
            words += ["--symlink", str(top.readlink()), str(top)]
        elif top.is_dir():
            words += ["--ro-bind", str(top), str(top)]
    for shared in _READ:
        words += ["--ro-bind-try", shared, shared]
    words += ["--ro-bind", str(room.folder / "passwd"), "/etc/passwd"]
    words += ["--ro-bind", str(room.policies), "/etc/chromium/policies/managed"]
    words += ["--proc", "/proc", "--dev", "/dev"]
    rooms = {"/tmp": TEMPORARY, browser.HOME: options.files_bytes, "/dev/shm": SHARED}  # noqa: S108
    for own, size in rooms.items():  # in memory, and gone with it
        words += ["--perms", "0700", "--size", str(size), "--tmpfs", own]
    words += ["--perms", "1777", "--dir", "/tmp/.X11-unix", "--dir", "/tmp/run"]  # noqa: S108
    words += ["--bind", str(room.folder / "sockets"), _INSIDE]
    for place, seen in ((room.told, _TOLD), (room.lent, browser.LENT)):
        words += ["--ro-bind", str(place), seen]
    return [*words, "--remount-ro", "/", "--chdir", browser.HOME]
