// Reads the code of a label with the phone's camera and sends its number as if it had been typed.
// Shown only where the browser has a detector of its own; without it, or without JavaScript, the
// number is typed.
"use strict";
(() => {
  const box = document.getElementById("scan");
  if (!box || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  const view = document.getElementById("scan-view");
  const start = document.getElementById("scan-start");
  const told = document.getElementById("scan-told");
  const field = document.getElementById(box.dataset.field);
  const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
  const KEY = "sekisho-scan"; // the camera goes on with the next label
  const SENT = "sekisho-scan-sent"; // a label still in view is not counted again
  let stream = null;

  function stop() {
    if (stream) stream.getTracks().forEach((track) => track.stop());
    stream = null;
    view.hidden = true;
  }

  async function look() {
    let empty = 0; // pictures in a row without a code
    while (stream) {
      let codes = [];
      try {
        codes = await detector.detect(view);
      } catch {
        codes = []; // no picture yet
      }
      const code = codes.length ? codes[0].rawValue.slice(0, 300) : "";
      empty = code ? 0 : empty + 1;
      if (empty > 6) sessionStorage.removeItem(SENT);
      if (stream && code && code !== sessionStorage.getItem(SENT)) {
        field.value = code;
        stop();
        sessionStorage.setItem(KEY, "on");
        sessionStorage.setItem(SENT, code);
        field.form.requestSubmit();
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  }

  async function begin() {
    told.textContent = "";
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      sessionStorage.removeItem(KEY);
      told.textContent = box.dataset.failed;
      return;
    }
    view.srcObject = stream;
    view.hidden = false;
    view.play().catch(() => {}); // some cameras give their first picture late: looked for meanwhile
    await look();
  }

  box.hidden = false;
  start.addEventListener("click", () => {
    if (stream) {
      stop();
      sessionStorage.removeItem(KEY);
    } else {
      sessionStorage.removeItem(SENT);
      begin();
    }
  });
  window.addEventListener("pagehide", stop);
  if (sessionStorage.getItem(KEY)) begin();
})();
