// The terminal's page. Binary messages are terminal bytes, both ways; text messages are JSON (see web_protocol.py).
import { FitAddon } from "./addon-fit.mjs";
import { cells } from "./cells.mjs";

// xterm.js makes <style> elements, which the policy of this page lets in by its nonce alone.
const C = 67; // the key that types a c, or lies there where the layout has no Latin letters
const nonce = document.querySelector("script[nonce]").nonce;
const createElement = document.createElement.bind(document);
document.createElement = (name, options) => {
  const element = createElement(name, options);
  if (name === "style") element.nonce = nonce;
  return element;
};
const { Terminal } = await import("./xterm.mjs");

const PIECE = 16384; // bytes in one message of input
const CLIPBOARD = 100000; // characters that the app may put on the clipboard
const LINK = 500; // characters of a link, as the door takes them
const COLUMNS = 80, FEWEST = 60; // what the screens are drawn for, and what they need
const READABLE = 10, LARGEST = 15, SMALLEST = 6; // pixels
const CELL = 0.602; // width of a cell, as a part of the size of its text
const LONGEST_PAUSE = 30; // seconds between two attempts to connect
const KEYS = { escape: "\x1b", tab: "\t", enter: "\r", up: "\x1b[A", down: "\x1b[B", right: "\x1b[C", left: "\x1b[D" };

const place = document.getElementById("terminal");
const notice = document.getElementById("notice");
const [words, link, again] = notice.children;
const terminal = new Terminal({
  fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  theme: { background: "#0d1110", foreground: "#e6e9ec" },
  scrollback: 0,
  linkHandler: { activate() {} }, // the app sees the click, and says what to open
  allowProposedApi: true, // xterm.js calls `unicode` so
});
const fit = new FitAddon();
terminal.loadAddon(fit);
terminal.unicode.register(cells);
terminal.unicode.activeVersion = cells.version;
terminal.open(place);

let socket = null, arriving = true, pause = 1, timer = 0, ended = false, wanted = 0;

// The text is as large as leaves 80 columns, but readable, but never so large that the screens do not fit at all.
function layOut() {
  const fits = (columns) => (place.clientWidth - 8) / (columns * CELL);
  let size = wanted || Math.max(READABLE, Math.min(LARGEST, Math.floor(fits(COLUMNS))));
  size = Math.max(SMALLEST, Math.min(size, fits(FEWEST)));
  do {
    terminal.options.fontSize = size;
    fit.fit();
    size -= 0.5;
  } while (terminal.cols < FEWEST && size >= SMALLEST);
}
layOut();

function tell(text, { address = "", connect = false } = {}) {
  words.textContent = text;
  link.textContent = address;
  link.hidden = !address;
  if (address) link.href = address; else link.removeAttribute("href");
  again.hidden = !connect;
  notice.hidden = !text;
  layOut();
}

function send(message) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(message);
}

function type(bytes) {
  for (let at = 0; at < bytes.length; at += PIECE) send(bytes.slice(at, at + PIECE));
}
const encoder = new TextEncoder();
terminal.onData((data) => type(encoder.encode(data)));
terminal.onBinary((data) => type(Uint8Array.from(data, (char) => char.charCodeAt(0))));
let wide = terminal.cols;
terminal.onResize(({ cols, rows }) => {
  if (cols < wide) terminal.write("\x1b[2J"); // xterm.js keeps what stood behind the new edge, and shows it again later
  wide = cols;
  send(JSON.stringify({ type: "resize", columns: cols, rows }));
});
new ResizeObserver(layOut).observe(place);

// -- the connection

function connect() {
  clearTimeout(timer);
  ended = false;
  tell(pause > 1 ? "Connecting…" : "");
  const address = new URL("terminal/socket", location.href);
  address.protocol = address.protocol.replace("http", "ws");
  address.hash = "";
  const opened = (socket = new WebSocket(address));
  opened.binaryType = "arraybuffer";
  opened.onopen = () => {
    terminal.reset();
    const start = linked();
    arriving = true;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    send(JSON.stringify({ type: "hello", columns: terminal.cols, rows: terminal.rows, start, still }));
    terminal.focus();
  };
  opened.onmessage = ({ data }) => {
    if (typeof data === "string") heard(JSON.parse(data));
    else {
      terminal.write(new Uint8Array(data));
      if (pause > 1) { pause = 1; tell(""); }
    }
  };
  opened.onclose = () => {
    if (opened === socket && !ended) retry("The connection was lost.");
  };
}

// What the address says after its hash: browsers write some characters of it as %XX.
function linked() {
  const written = location.hash.slice(1, LINK);
  try { return decodeURIComponent(written).slice(0, LINK); } catch { return written; }
}

const documentOf = (place) => place.split(/[?#]/)[0];

function heard(message) {
  if (message.type === "open") browse(message.url);
  else if (message.type === "place") {
    // The back button walks back through the rooms: to arrive, to go back, and what is set in a room are no steps.
    const isStep = !arriving && documentOf(message.place) !== documentOf(linked());
    history[isStep ? "pushState" : "replaceState"](null, "", "#" + message.place);
    document.title = message.title;
    arriving = false;
  }
  else if (message.type === "ended") {
    ended = true;
    if (message.again) retry(message.text);
    else {
      tell(message.text, { connect: true });
      again.focus();
    }
  }
}

function retry(text) {
  const seconds = Math.ceil(pause * (0.75 + Math.random() / 2));
  pause = Math.min(2 * pause, LONGEST_PAUSE);
  tell(`${text} Trying again in ${seconds} s; you will be where you were.`, { connect: true });
  clearTimeout(timer);
  timer = setTimeout(connect, seconds * 1000);
}
again.onclick = connect;

// -- links and the clipboard

function browse(address) {
  let url;
  try { url = new URL(address); } catch { return; }
  if (url.protocol !== "https:" && url.protocol !== "mailto:") return;
  if (navigator.userActivation?.isActive) open(url.href, "_blank", "noopener,noreferrer");
  else tell("Open", { address: url.href }); // nobody pressed a key just now, and browsers want that
}

// With something marked by the browser (Shift and the mouse), Ctrl-C copies that: no key that the screens hear of.
terminal.attachCustomKeyEventHandler(({ ctrlKey, keyCode }) => !(ctrlKey && keyCode === C && terminal.hasSelection()));

terminal.parser.registerOscHandler(52, (data) => {
  const encoded = data.slice(data.indexOf(";") + 1);
  if (encoded !== "?" && encoded.length < CLIPBOARD * 1.4) {
    try {
      copy(new TextDecoder().decode(Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0))));
    } catch { /* no base64: nothing to copy */ }
  }
  return true;
});

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch { // no HTTPS, or no permission: the old way
    const area = document.body.appendChild(document.createElement("textarea"));
    area.value = text;
    area.select();
    document.execCommand("copy");
    area.remove();
    terminal.focus();
  }
}

// -- whoever listens

// xterm.js then keeps the rows as text that is read aloud; it costs a little with every frame, so it is asked for.
const reader = document.getElementById("reader");
function readAloud(on) {
  terminal.options.screenReaderMode = on;
  reader.setAttribute("aria-pressed", on);
  try { localStorage.setItem("reader", on ? "on" : ""); } catch { /* no storage: for this page alone */ }
}
reader.onclick = () => { readAloud(reader.getAttribute("aria-pressed") !== "true"); terminal.focus(); };
try { if (localStorage.getItem("reader")) readAloud(true); } catch { /* no storage */ }

// -- fingers

document.getElementById("keys").addEventListener("click", ({ target }) => {
  if (target.dataset.key) type(encoder.encode(KEYS[target.dataset.key]));
  if (target.dataset.size) {
    wanted = Math.max(SMALLEST, Math.min(28, terminal.options.fontSize + Number(target.dataset.size)));
    layOut();
  }
});
// One character is a key; a longer line goes as a paste with a line feed, which the app takes as typed and sent.
document.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = event.target.querySelector("input");
  const keys = [...field.value].length > 1 ? `\x1b[200~${field.value}\n\x1b[201~` : field.value || "\r";
  type(encoder.encode(keys));
  field.value = "";
});

// A finger turns the wheel: down or up by rows, and right or left by as many pixels, as terminals report it.
const UP = 64, LEFT = 66; // each with the other way after it
let touched = null;
place.addEventListener("touchstart", ({ touches: [finger] }) => {
  touched = { x: finger.clientX, y: finger.clientY };
}, { passive: true });
place.addEventListener("touchmove", ({ touches: [finger] }) => {
  const { left, top, width, height } = terminal.element.getBoundingClientRect();
  const row = height / terminal.rows;
  const at = (pixels, size, cells) => Math.max(1, Math.min(cells, Math.ceil((pixels / size) * cells)));
  const x = at(finger.clientX - left, width, terminal.cols), y = at(finger.clientY - top, height, terminal.rows);
  for (const [axis, now, back] of [["y", finger.clientY, UP], ["x", finger.clientX, LEFT]]) {
    while (Math.abs(now - touched[axis]) >= row) {
      const on = now < touched[axis];
      touched[axis] += on ? -row : row;
      type(encoder.encode(`\x1b[<${on ? back + 1 : back};${x};${y}M`));
    }
  }
}, { passive: true });

addEventListener("hashchange", () => {
  if (socket.readyState === WebSocket.OPEN) send(JSON.stringify({ type: "go", place: linked() || "home" }));
  else if (socket.readyState > 1) { pause = 1; connect(); }
});
addEventListener("pageshow", ({ persisted }) => { if (persisted && socket.readyState > 1) connect(); });
connect();
