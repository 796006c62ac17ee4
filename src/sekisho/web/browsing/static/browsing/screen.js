// Shows a session: pixels come in, keys and the pointer go out. Texts are not asked for: what the
// viewer calls "clipboard" has nobody listening, and nothing here reads the terminal's clipboard.
import { japanese, kana, ratio, sharp } from "./viewer.js";

const place = document.getElementById("screen");
const state = document.getElementById("state");

function say(word) {
  state.textContent = state.dataset[word] || state.dataset.gone;
}

async function show() {
  let RFB;
  try {
    RFB = (await import(place.dataset.viewer)).default;
  } catch {
    say("missing");
    return;
  }
  const socket = new WebSocket(`${place.dataset.door}&scale=${ratio()}`);
  let code = 0;
  socket.addEventListener("close", (event) => { code = event.code; });
  const shown = new (sharp(RFB))(place, socket, { shared: true });
  shown.resizeSession = true;
  shown.focusOnClick = true;
  japanese(place, shown);
  shown.addEventListener("connect", () => { say("connected"); shown.focus(); });
  shown.addEventListener("disconnect", () => setTimeout(() => say(String(code)), 0));
  document.getElementById("kana").addEventListener("click", () => {
    kana(shown);
    shown.focus();
  });
  document.getElementById("whole").addEventListener("click", () => {
    place.requestFullscreen().then(() => shown.focus(), () => say("small"));
  });
}

// A text that came is read from its heading.
document.body.addEventListener("htmx:afterSwap", () => {
  const heading = document.querySelector("#words [data-text]");
  if (heading) heading.focus();
});

show();
