// The seen page as lines: its title, headings with # for each level, paragraphs, fields by name.
(() => {
  const most = 200000, lines = [];
  let line = "", level = 0, size = 0;
  const end = () => {
    const text = line.replace(/\s+/g, " ").trim();
    if (text && size < most) { lines.push((level ? "#".repeat(level) + " " : "") + text); size += text.length; }
    line = "";
  };
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest("[aria-hidden=true]");
  const named = (element) => element.getAttribute("aria-label")
    || [...(element.labels || [])].map((each) => each.innerText).join(" ") || element.placeholder || element.name || "";
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) { line += node.data; return; }
    if (!(node instanceof Element) || /^(SCRIPT|STYLE|NOSCRIPT|TEMPLATE)$/.test(node.tagName)) return;
    const display = getComputedStyle(node).display, before = level;
    if (display !== "contents" && !shown(node)) return;
    const inline = /^(inline|contents|table-cell)/.test(display) && node.tagName !== "BR";
    if (!inline) end();
    const heading = /^H([1-6])$/.exec(node.tagName);
    if (heading) level = Number(heading[1]);
    if (node.tagName === "IMG") line += node.alt ? `［画像: ${node.alt}］` : "";
    else if (/^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName)) {
      if (node.type !== "hidden") line += `［${/^(submit|button|reset)$/.test(node.type) ? node.value : "入力欄: " + named(node)}］`;
    } else for (const child of (node.shadowRoot || node).childNodes) walk(child);
    if (node.tagName === "A" && node.href) line += "［リンク］";
    if (node.tagName === "TD" || node.tagName === "TH") line += " ｜ ";
    else if (!inline) end();
    level = before;
  };
  if (document.body) walk(document.body);
  end();
  const focused = document.activeElement;
  if (focused && focused !== document.body) {
    const name = (named(focused) || focused.innerText || "").replace(/\s+/g, " ").trim().slice(0, 200);
    if (name) lines.unshift(`［いまの位置: ${name}］`);
  }
  return [document.title, ...lines].join("\n").slice(0, most);
})()
