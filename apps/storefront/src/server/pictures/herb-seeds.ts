import { type Drawing, leaf, line, shadow, solid } from './drawing.ts';
import { ink, type Paint, paints } from './paints.ts';

const { leaf: green, tomato, butter, sky, plum, chalk } = paints;

const sprig = (stem: string) =>
  `${line(stem, green.shade, 4)}${leaf(0, 4, -42, 34, green.base)}${leaf(0, 4, 42, 34, green.base)}`;
const herbs = [
  `${sprig('M0 30V-20')}${leaf(0, -16, 0, 36, green.light)}`,
  line('M-14 32C-14 6-18-16-22-34M0 32V-42M14 32C14 6 18-16 22-34', green.base, 6),
  `${sprig('M0 30V-26')}<circle cy="-32" r="13" fill="${plum.light}"/>`,
  `${line('M0 30V-8', green.shade, 4)}<circle cx="-16" cy="-14" r="14" fill="${green.base}"/><circle cx="16" cy="-14" r="14" fill="${green.base}"/><circle cy="-30" r="15" fill="${green.light}"/>`,
  `<path d="M-11-22C-11-44 20-40 14-18C11-6 0-6 0 8" fill="none" stroke="${ink}" stroke-width="8" stroke-linecap="round"/><circle cy="26" r="6" fill="${ink}"/>`,
];
const packets: readonly (readonly [turn: number, paint: Paint, herb: number])[] = [
  [-30, sky, 0],
  [30, plum, 4],
  [-15, butter, 3],
  [15, tomato, 1],
  [0, chalk, 2],
];

export const herbSeeds: Drawing = {
  setting: 'room',
  closeUp: '150 120 300 300',
  draw: (paint) =>
    [
      shadow(312, 504, 150),
      ...packets.map(
        ([turn, paper, herb], i) =>
          `<g transform="rotate(${turn} 300 560)">${solid(`packet-${i}`, 'M250 152H350V430H250Z', paper, { shade: 'M340 152H350V430H340Z', light: 'M250 152H350V172H250Z' })}<circle cx="300" cy="236" r="39" fill="#fffdf6"/><g transform="translate(300 240) scale(.72)">${herbs[herb]}</g></g>`,
      ),
      solid('tin', 'M176 336Q176 326 186 326H414Q424 326 424 336V480Q424 502 402 502H198Q176 502 176 480Z', paint, {
        shade: 'M376 320H430V510H376Z',
        light: 'M176 326H424V344H176Z',
      }),
      `<rect x="208" y="374" width="152" height="92" rx="8" fill="${chalk.base}"/>`,
      line('M232 400H336M232 420H306M232 440H322', ink, 6),
      line('M176 352H424', paint.shade, 4),
    ].join(''),
};
