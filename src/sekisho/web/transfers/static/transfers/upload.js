// Sends files piece by piece (tus 1.0.0), goes on where a cut connection or a closed page left off,
// keeps the tree of a dropped folder, and hands all in with the form around it. Without JavaScript
// the form's own control sends the files in one go.
"use strict";
(() => {
  const PIECE = 8 << 20;
  const WAITS = [1, 2, 5, 10, 20, 30]; // seconds before a try after a failure
  const FINAL = [400, 403, 412, 413, 415, 507]; // answers that another try would not change
  const HERE = "sekisho-uploads";
  const form = document.querySelector("form[data-uploads]");
  if (!form || !("ReadableStream" in window)) return;
  const control = form.querySelector('input[type="file"]');
  const list = document.getElementById("uploads");
  const told = document.getElementById("uploads-told");
  const pattern = document.getElementById("uploads-line");
  const words = list.dataset;
  const token = form.querySelector('[name="csrfmiddlewaretoken"]').value;
  const chosen = new Map(); // path → {file, path, line, url, state}

  function remembered() {
    try {
      return JSON.parse(localStorage.getItem(HERE)) || {};
    } catch {
      return {};
    }
  }

  function remember(one, url) {
    const all = remembered();
    if (url) all[mark(one)] = url;
    else delete all[mark(one)];
    try {
      localStorage.setItem(HERE, JSON.stringify(all));
    } catch {
      // a browser that keeps nothing sends from the beginning
    }
  }

  const mark = (one) => `${one.path} ${one.file.size} ${one.file.lastModified}`;

  function show(one, state, share, text) {
    one.state = state;
    one.line.dataset.state = state;
    one.line.querySelector("progress").value = share;
    one.line.querySelector("[data-said]").textContent = text;
  }

  function add(file, path) {
    if (chosen.has(path) || !file.size) return;
    const line = pattern.content.firstElementChild.cloneNode(true);
    line.querySelector("[data-name]").textContent = path;
    line.querySelector("progress").setAttribute("aria-label", path);
    const one = { file, path, line, url: "", state: "waiting" };
    chosen.set(path, one);
    list.append(line);
    const large = file.size > Number(words.largest);
    show(one, large ? "refused" : "waiting", 0, large ? words.tooLarge : words.waiting);
    line.querySelector("button").addEventListener("click", () => drop(one));
    list.hidden = false;
    control.required = false;
  }

  async function drop(one) {
    chosen.delete(one.path);
    one.line.remove();
    remember(one, "");
    if (one.abort) one.abort.abort();
    if (one.url) await ask("DELETE", one.url).catch(() => {});
    if (!chosen.size) list.hidden = true;
  }

  // What was chosen or dropped

  async function walk(entry, before) {
    const path = before ? `${before}/${entry.name}` : entry.name;
    if (entry.isFile) {
      const file = await new Promise((good, bad) => entry.file(good, bad));
      add(file, path);
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((good, bad) => reader.readEntries(good, bad));
      if (!some.length) return;
      for (const each of some) await walk(each, path);
    }
  }

  function take(files) {
    for (const file of files) add(file, file.webkitRelativePath || file.name);
  }

  control.addEventListener("change", () => {
    take(control.files);
    control.value = "";
  });
  const place = control.closest(".drop");
  place.addEventListener("dragover", (event) => event.preventDefault());
  place.addEventListener("drop", async (event) => {
    event.preventDefault();
    const entries = [...event.dataTransfer.items]
      .map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry())
      .filter(Boolean);
    if (!entries.length) take(event.dataTransfer.files);
    for (const entry of entries) await walk(entry, "");
  });
  const folder = document.createElement("input");
  folder.type = "file";
  folder.webkitdirectory = true;
  folder.hidden = true;
  folder.addEventListener("change", () => {
    take(folder.files);
    folder.value = "";
  });
  const opener = document.getElementById("uploads-folder");
  opener.after(folder);
  opener.hidden = false;
  opener.addEventListener("click", () => folder.click());

  // The protocol

  function ask(method, url, headers, body, signal) {
    return fetch(url, {
      method,
      body,
      signal,
      credentials: "same-origin",
      redirect: "error",
      headers: { "Tus-Resumable": "1.0.0", "X-CSRFToken": token, ...headers },
    });
  }

  class Refused extends Error {}

  async function checked(answer) {
    if (answer.ok) return answer;
    if (FINAL.includes(answer.status)) throw new Refused(await answer.text());
    throw new Error(String(answer.status));
  }

  const base64 = (text) => {
    const bytes = new TextEncoder().encode(text);
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  };

  async function begin(one) {
    const answer = await checked(
      await ask("POST", form.dataset.uploads, {
        "Upload-Length": String(one.file.size),
        "Upload-Metadata": `relativePath ${base64(one.path)}`,
      }),
    );
    one.url = answer.headers.get("Location");
    remember(one, one.url);
    return 0;
  }

  async function offsetOf(one) {
    if (!one.url) one.url = remembered()[mark(one)] || "";
    if (!one.url) return begin(one);
    const answer = await ask("HEAD", one.url);
    if (answer.status === 404 || answer.status === 410) {
      remember(one, "");
      one.url = "";
      return begin(one);
    }
    await checked(answer);
    const whole = Number(answer.headers.get("Upload-Length")) === one.file.size;
    if (whole) return Number(answer.headers.get("Upload-Offset"));
    remember(one, "");
    one.url = "";
    return begin(one);
  }

  async function send(one) {
    let offset = await offsetOf(one);
    while (offset < one.file.size) {
      const share = offset / one.file.size;
      show(one, "sending", share, `${Math.floor(share * 100)}%`);
      const piece = one.file.slice(offset, offset + PIECE);
      const answer = await checked(
        await ask(
          "PATCH",
          one.url,
          { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset) },
          piece,
          one.abort.signal,
        ),
      );
      offset = Number(answer.headers.get("Upload-Offset"));
      one.failures = 0;
    }
    show(one, "sent", 1, words.sent);
  }

  async function deliver(one) {
    one.abort = new AbortController();
    one.failures = 0;
    while (chosen.has(one.path)) {
      try {
        await send(one);
        return;
      } catch (error) {
        if (error instanceof Refused) {
          show(one, "refused", 0, error.message || words.failed);
          return;
        }
        if (!chosen.has(one.path)) return;
        if (one.failures >= WAITS.length) {
          show(one, "failed", 0, words.failed);
          return;
        }
        show(one, "waiting", 0, words.again);
        await new Promise((good) => setTimeout(good, WAITS[one.failures] * 1000));
        one.failures += 1;
      }
    }
  }

  form.addEventListener("submit", async (event) => {
    if (!chosen.size || form.dataset.ready) return;
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "yes";
    told.textContent = words.sending;
    for (const one of [...chosen.values()]) {
      if (one.state === "waiting" || one.state === "failed") await deliver(one);
    }
    delete form.dataset.busy;
    const all = [...chosen.values()];
    const left = all.filter((one) => one.state !== "sent");
    if (left.length || !all.length) {
      told.textContent = words.left;
      return;
    }
    told.textContent = words.done;
    for (const one of all) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = "uploads";
      field.value = one.url.replace(/\/$/, "").split("/").pop();
      form.append(field);
      remember(one, "");
    }
    control.disabled = true;
    form.dataset.ready = "yes";
    form.requestSubmit();
  });
})();
