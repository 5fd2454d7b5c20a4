import { type Drawing, line, shadow, solid } from './drawing.ts';
import { ink } from './paints.ts';

const body = 'M182 274H386V462Q386 502 346 502H222Q182 502 182 462Z';
const specks = [
  [214, 340],
  [248, 380],
  [222, 428],
  [286, 338],
  [300, 412],
  [262, 462],
  [330, 372],
  [338, 448],
  [206, 386],
  [308, 476],
];

export const enamelMug: Drawing = {
  setting: 'room',
  closeUp: '150 231 260 260',
  draw: (paint) =>
    [
      shadow(310, 504, 150),
      line('M386 322C484 304 486 444 386 432', paint.shade, 26),
      line('M386 319C480 302 482 440 386 428', paint.base, 21),
      line('M392 313C430 308 452 322 460 346', paint.light, 5),
      solid('mug-body', body, paint, { shade: 'M330 260H400V520H342Z', light: 'M206 274h22v216h-14Z' }),
      ...specks.map(([x, y], i) => `<circle cx="${x}" cy="${y}" r="${2 + (i % 3)}" fill="${ink}" opacity=".5"/>`),
      `<ellipse cx="284" cy="274" rx="102" ry="22" fill="${paint.shade}"/><ellipse cx="284" cy="278" rx="90" ry="16" fill="#5b3322"/><ellipse cx="262" cy="275" rx="44" ry="7" fill="#7c4a31"/>`,
      `<ellipse cx="284" cy="274" rx="102" ry="22" fill="none" stroke="${ink}" stroke-width="8"/>`,
      `<path d="M196 494q8-7 14 1q-2 8-12 4Z" fill="${ink}"/>`,
      line('M248 222C224 190 272 166 248 128M310 218C286 180 336 150 308 104', '#ffffff', 11),
      `<g transform="translate(452 470)"><path d="M-42 30C-46-6-22-26 8-24C38-22 56-2 50 30Z" fill="#d99a4e"/><path d="M-20 30C-24 8-14-14 0-22C4-8 2 14 2 30ZM22 30C24 12 22-8 14-22C32-20 44-8 46 4C40 12 36 22 36 30Z" fill="#bd7c35"/></g>`,
    ].join(''),
};
