import { type Drawing, flame, leaf, line, shadow, solid } from './drawing.ts';
import { ink, paints } from './paints.ts';

const { butter, leaf: green, chalk } = paints;
const cup = 'M196 330H388L374 470Q370 502 340 502H244Q214 502 210 470Z';
const glaze =
  'M190 320H396V396C384 420 372 386 356 400C340 414 342 438 326 434C310 430 316 396 296 396C276 396 282 452 262 450C244 448 252 402 232 402C216 402 210 424 190 410Z';
const segments = [0, 60, 120, 180, 240, 300]
  .map((turn) => `<path d="M0-5L-15-33A36 36 0 0 1 15-33Z" transform="rotate(${turn})" fill="#fbe091"/>`)
  .join('');

export const citronellaCandle: Drawing = {
  setting: 'room',
  closeUp: '160 210 260 260',
  draw: (paint) =>
    [
      '<circle cx="292" cy="262" r="150" fill="#fff6cf" opacity=".45"/><circle cx="292" cy="262" r="92" fill="#fff1b0" opacity=".6"/>',
      shadow(308, 504, 134),
      shadow(440, 502, 62),
      solid('candle-cup', cup, paint, { shade: 'M336 320H400V510H346Z' }),
      `<clipPath id="candle-glaze"><path d="${cup}"/></clipPath><g clip-path="url(#candle-glaze)"><path d="${glaze}" fill="#f3e6cd"/><path d="M344 320H400V440H350Z" fill="${ink}" opacity=".1"/><path d="M214 330h20v50h-16Z" fill="#fff" opacity=".8"/></g>`,
      `<ellipse cx="292" cy="330" rx="96" ry="20" fill="${chalk.shade}"/><ellipse cx="292" cy="333" rx="86" ry="16" fill="#fffbe9"/><ellipse cx="292" cy="334" rx="34" ry="6" fill="#f7e6ac"/>`,
      line('M292 334V306', ink, 5),
      flame(292, 316, 1),
      `<g transform="translate(440 456)"><circle r="46" fill="${butter.base}"/><circle r="40" fill="#fffbe9"/>${segments}</g>`,
      leaf(392, 500, 64, 46, green.base),
      leaf(386, 500, -70, 40, green.light),
    ].join(''),
};
