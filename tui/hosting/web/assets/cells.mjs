// How many cells a character takes. xterm.js goes by Unicode 6, in which most emoji take one cell; the screens are laid
// out by newer tables, and a row with an emoji would be drawn one cell short. This counts as the screens do, code point
// by code point: a joiner joins the next one, U+FE0F makes an emoji of two cells, marks take none.
import { TWO, WIDENS, ZERO } from "./widths.mjs";

const JOINER = 0x200d, EMOJI = 0xfe0f;
const JOINS = 1, CAN_WIDEN = 2; // what is kept of the character before
const LAST = 0x20000; // behind it are ideographs of two cells, and tags of none

const widths = new Uint8Array(LAST).fill(1), widens = new Uint8Array(LAST);
const fill = (table, ranges, value) => {
  for (let at = 0; at < ranges.length; at += 2) table.fill(value, ranges[at], Math.min(ranges[at + 1] + 1, LAST));
};
fill(widths, ZERO, 0);
fill(widths, TWO, 2);
fill(widens, WIDENS, 1);
const within = (ranges, point) => {
  for (let at = 0; at < ranges.length; at += 2) if (ranges[at] <= point && point <= ranges[at + 1]) return true;
  return false;
};
const widthOf = (point) => (point < LAST ? widths[point] : within(TWO, point) ? 2 : within(ZERO, point) ? 0 : 1);

// xterm.js keeps three things of a character in one number: whether it joins the one before, the width of both, a kind.
const properties = (kind, width, joins) => (kind << 3) | (width << 1) | joins;

export const cells = {
  version: "screens",
  wcwidth: widthOf,
  charProperties(point, before) {
    const kind = before >> 3, width = (before >> 1) & 3;
    if (before) {
      if (kind & JOINS) return properties(kind & CAN_WIDEN, width, 1);
      if (point === JOINER) return properties(kind | JOINS, width, 1);
      if (point === EMOJI) return properties(0, kind & CAN_WIDEN ? 2 : width, 1);
      if (!widthOf(point)) return properties(kind, width, 1);
    }
    return properties(widens[point] ? CAN_WIDEN : 0, widthOf(point), 0);
  },
};
