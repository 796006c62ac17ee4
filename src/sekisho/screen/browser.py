"""What the browser of a session is told: Chromium's managed policies, and the words it starts with.

Clipboard, files, printing, devices, camera and microphone are off; so is everything that speaks to
its maker. The names are those of Chromium's published policy list. What keeps a session in is not
this (a page may take the browser over) but that it has no network and that `pixels` and `inputs`
let nothing else cross; this keeps an honest browser from offering what would fail.
"""

import json

from sekisho.screen.options import ScreenOptions

PROXY_PORT = 3128  # on the loopback of the session's own network
HOME = "/home/user"
DOWNLOADS = f"{HOME}/Downloads"
LENT = f"{HOME}/送り出しの許可を受けたファイル"  # read-only
# Asked for by the browser itself, whatever it is told, and by no person: refused, and no visit.
OWN_ERRANDS = frozenset({
    "clients2.google.com",
    "clientservices.googleapis.com",
    "edgedl.me.gvt1.com",
    "optimizationguide-pa.googleapis.com",
    "update.googleapis.com",
})  # fmt: skip
_REFUSED, _OFF = 2, False
_DEVICES = (
    "DefaultClipboardSetting",
    "DefaultFileSystemReadGuardSetting",
    "DefaultFileSystemWriteGuardSetting",
    "DefaultGeolocationSetting",
    "DefaultNotificationsSetting",
    "DefaultSerialGuardSetting",
    "DefaultWebBluetoothGuardSetting",
    "DefaultWebHidGuardSetting",
    "DefaultWebUsbGuardSetting",
    "DefaultLocalFontsSetting",
    "DefaultSensorsSetting",
)
_SWITCHED_OFF = (
    "AllowFileSelectionDialogs",
    "AudioCaptureAllowed",
    "AutofillAddressEnabled",
    "AutofillCreditCardEnabled",
    "BackgroundModeEnabled",
    "BrowserNetworkTimeQueriesEnabled",
    "BuiltInDnsClientEnabled",
    "ComponentUpdatesEnabled",
    "DefaultBrowserSettingEnabled",
    "DefaultSearchProviderEnabled",
    "DomainReliabilityAllowed",
    "EditBookmarksEnabled",
    "MediaRouterEnabled",
    "MetricsReportingEnabled",
    "PasswordManagerEnabled",
    "PrintingEnabled",
    "PromptForDownloadLocation",
    "QuicAllowed",
    "ScreenCaptureAllowed",
    "SearchSuggestEnabled",
    "SpellcheckEnabled",
    "TranslateEnabled",
    "UrlKeyedAnonymizedDataCollectionEnabled",
    "VideoCaptureAllowed",
)


def policies() -> dict[str, object]:
    """Return the managed policies of every session."""
    return {
        **dict.fromkeys(_DEVICES, _REFUSED),
        **dict.fromkeys(_SWITCHED_OFF, _OFF),
        "BrowserSignin": 0,
        "CommandLineFlagSecurityWarningsEnabled": False,
        "DeveloperToolsAvailability": 1,  # 2 would close the pipe `steering` speaks through, too
        "DnsOverHttpsMode": "off",
        "DownloadDirectory": DOWNLOADS,
        "ExtensionInstallBlocklist": ["*"],
        "IncognitoModeAvailability": 1,
        "NetworkPredictionOptions": _REFUSED,
        "NewTabPageLocation": "about:blank",
        "ProxySettings": {
            "ProxyMode": "fixed_servers",
            "ProxyServer": f"127.0.0.1:{PROXY_PORT}",
            "ProxyBypassList": "<-loopback>",  # the loopback too: it must be asked for, and refused
        },
        "SafeBrowsingProtectionLevel": 0,
        "SyncDisabled": True,
        "URLBlocklist": ["file://*", "chrome://*", "view-source:*", "devtools://*"],
        "WebRtcIPHandling": "disable_non_proxied_udp",
    }


def words(options: ScreenOptions) -> list[str]:
    """Return how the browser is started: its own sandbox stays on."""
    width, height = options.size
    return [
        "chromium",
        "--no-first-run",
        "--no-default-browser-check",
        "--start-maximized",
        "--window-position=0,0",
        f"--window-size={width},{height}",
        f"--user-data-dir={HOME}/profile",
        "--lang=ja",
        "--disable-gpu",
        "--disable-sync",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-extensions",
        "--disable-breakpad",
        "--disable-crash-reporter",
        "--remote-debugging-pipe",
        "--disable-blink-features=AutomationControlled",  # a person is there: no robot
        "--password-store=basic",
        options.start,
    ]


# What the browser would remember of an earlier time: files are chosen from the lent ones.
FIRST = json.dumps({"selectfile": {"last_directory": LENT}})
WINDOWS = """<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
<applications>
<application type="normal"><decor>no</decor><maximized>yes</maximized></application>
</applications>
<keyboard/><mouse/>
</openbox_config>
"""  # one window fills the screen, no key or menu of the window manager's own

TYPING = """[Groups/0]
Name=Default
Default Layout=jp
DefaultIM=mozc

[Groups/0/Items/0]
Name=keyboard-jp
Layout=

[Groups/0/Items/1]
Name=mozc
Layout=

[GroupOrder]
0=Default
"""  # kana and kanji (Mozc), switched by 半角/全角 or Ctrl and Space
