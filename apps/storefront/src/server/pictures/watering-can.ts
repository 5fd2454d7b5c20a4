import { type Drawing, line, shadow, solid } from './drawing.ts';
import { brass, ink } from './paints.ts';

const body = 'M238 272H402L420 480Q421 502 399 502H241Q219 502 220 480Z';
const spout = 'M228 404V466L82 222L104 208Z';
const holes = [-18, -6, 6, 18].map((x) => `<circle cx="${x}" cy="-45" r="2.4" fill="${ink}"/>`).join('');

export const wateringCan: Drawing = {
  setting: 'room',
  closeUp: '60 140 300 300',
  draw: (paint) =>
    [
      shadow(336, 504, 150),
      line('M282 262C286 142 486 150 496 290C501 372 462 424 414 432', paint.shade, 21),
      line('M278 262C282 138 482 146 492 286C497 368 458 420 412 428', paint.base, 18),
      solid('can-spout', spout, paint, { shade: 'M228 430V480L84 232L92 216Z' }),
      line('M166 300L240 306', paint.shade, 10),
      solid('can-body', body, paint, { shade: 'M352 260H430V510H372Z', light: 'M256 268h22L266 510h-24Z' }),
      `<ellipse cx="320" cy="272" rx="82" ry="17" fill="${paint.shade}"/>`,
      `<path d="M238 272A82 17 0 0 1 320 255V289A82 17 0 0 1 238 272Z" fill="${paint.light}"/>`,
      line('M224 462H416', paint.shade, 5),
      `<g transform="translate(93 214) rotate(-32)"><path d="M-13 2L-34-44H34L13 2Z" fill="${brass.base}"/>`,
      `<path d="M8 2L18-44H34L13 2Z" fill="${brass.shade}"/><ellipse cy="-45" rx="34" ry="9" fill="${brass.light}"/>${holes}</g>`,
    ].join(''),
};
