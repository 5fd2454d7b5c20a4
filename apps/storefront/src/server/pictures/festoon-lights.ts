import { type Drawing, line } from './drawing.ts';
import { paints } from './paints.ts';

const { butter } = paints;

/** Sockets hang where the two cables cross. */
const front = [
  [60, 176],
  [160, 254],
  [270, 290],
  [382, 276],
  [486, 218],
  [570, 140],
] as const;
const back = [
  [34, 66],
  [132, 110],
  [238, 130],
  [346, 124],
  [452, 90],
  [552, 30],
] as const;

const bulb = ([x, y]: readonly [number, number], size: number) =>
  [
    `<g transform="translate(${x} ${y}) scale(${size})"><circle cy="62" r="88" fill="#ffe9a6" opacity=".1"/><circle cy="62" r="58" fill="#ffe9a6" opacity=".18"/>`,
    '<path d="M-13-8H13V24H-13Z" fill="#11163a"/><path d="M-13 14H13V24H-13Z" fill="#e0b04c"/>',
    `<path d="M-14 24C-34 44-36 60-34 70A34 34 0 0 0 34 70C36 60 34 44 14 24Z" fill="${butter.light}"/>`,
    '<path d="M-10 26C-24 44-26 58-24 68A25 25 0 0 0 8 92C-6 78-8 46 4 26Z" fill="#fff8dc"/>',
    `<path d="M-8 60L-3 44L3 60L8 44" fill="none" stroke="${butter.shade}" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round"/></g>`,
  ].join('');

const windows = [
  [78, 470],
  [108, 470],
  [250, 420],
  [280, 452],
  [404, 470],
  [556, 500],
  [498, 452],
] as const;

export const festoonLights: Drawing = {
  setting: 'evening',
  closeUp: '120 190 270 270',
  draw: () =>
    [
      ...[
        [110, 60],
        [300, 52],
        [214, 220],
        [520, 300],
        [70, 330],
        [430, 352],
      ].map(([x, y]) => `<circle cx="${x}" cy="${y}" r="2.6" fill="#fff" opacity=".7"/>`),
      ...windows.map(([x, y]) => `<rect x="${x}" y="${y}" width="17" height="23" fill="#f7cf6a" opacity=".85"/>`),
      line('M-10 34Q290 224 610-14', '#11163a', 6),
      ...back.map((at) => bulb(at, 0.52)),
      line('M-10 118Q300 470 610 92', '#11163a', 8),
      ...front.map((at) => bulb(at, 1)),
    ].join(''),
};
