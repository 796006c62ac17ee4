// The viewer of a session: as sharp as the terminal's screen, and with every key of a Japanese keyboard.
const MOST = { w: 3840, h: 2160 }; // what a session host takes
const KANA = 0xff2a; // 半角/全角
const KEYS = { // by the name of the key, where the viewer knows another word for it or none
  ZenkakuHankaku: KANA, Hankaku: KANA, Zenkaku: KANA,
  KanaMode: 0xff27, Katakana: 0xff27, "¥": 0x5c,
};

// How many pixels a point has, in the quarters desktops offer.
export function ratio() {
  return Math.min(Math.max(Math.round(devicePixelRatio * 4) / 4, 1), 3);
}

// Return a viewer that asks for a screen of as many pixels as its frame really has.
export function sharp(RFB) {
  return class extends RFB {
    _requestRemoteResize() {
      const own = this._screenSize, factor = ratio();
      this._screenSize = () => {
        const size = own.call(this);
        return { w: Math.min(size.w * factor, MOST.w), h: Math.min(size.h * factor, MOST.h) };
      };
      super._requestRemoteResize();
      delete this._screenSize;
      this.scaleViewport = factor > 1;
    }
  };
}

export function kana(viewer) {
  viewer.sendKey(KANA, "Backquote");
}

// Keys the viewer would lose: pressed and let go at once, as some systems never say that they are up.
export function japanese(place, viewer) {
  place.addEventListener("keydown", (event) => {
    const sign = KEYS[event.key];
    if (sign === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    viewer.sendKey(sign, event.code);
  }, true);
}
