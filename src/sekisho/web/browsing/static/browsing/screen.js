// Shows a session: pixels come in, keys and the pointer go out. Texts are not asked for: what the
// viewer calls "clipboard" has nobody listening, and nothing here reads the terminal's clipboard.
const place = document.getElementById("screen");
const state = document.getElementById("state");
const KANA = 0xff2a; // 半角/全角

function say(word) {
  state.textContent = state.dataset[word] || state.dataset.gone;
}

async function show() {
  let viewer;
  try {
    viewer = (await import(place.dataset.viewer)).default;
  } catch {
    say("missing");
    return;
  }
  const socket = new WebSocket(place.dataset.door);
  let code = 0;
  socket.addEventListener("close", (event) => { code = event.code; });
  const shown = new viewer(place, socket, { shared: true });
  shown.resizeSession = true;
  shown.scaleViewport = false;
  shown.focusOnClick = true;
  shown.addEventListener("connect", () => { say("connected"); shown.focus(); });
  shown.addEventListener("disconnect", () => setTimeout(() => say(String(code)), 0));
  document.getElementById("kana").addEventListener("click", () => {
    shown.sendKey(KANA, "Backquote");
    shown.focus();
  });
  document.getElementById("whole").addEventListener("click", () => {
    place.requestFullscreen().catch(() => {});
    shown.focus();
  });
}

show();
