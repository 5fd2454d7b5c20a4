import { type Drawing, line, shadow } from './drawing.ts';
import { oak } from './paints.ts';

const seat = 'M160 268L222 232Q344 268 466 232L424 268Q292 322 160 268Z';
const hem = 'M160 268Q292 322 424 268V286Q292 342 160 286Z';
const stripes = [
  'M196 240L150 290H186L232 240Z',
  'M270 240L232 330H272L306 240Z',
  'M346 240L322 330H362L382 240Z',
  'M424 228L400 310H436L462 228Z',
].join('');

export const foldingStool: Drawing = {
  setting: 'room',
  closeUp: '140 190 300 300',
  draw: (paint) =>
    [
      shadow(318, 502, 178),
      line('M236 250L452 474', oak.shade, 20),
      line('M452 250L236 474', oak.shade, 20),
      line('M236 474H452', oak.shade, 12),
      line('M176 282L408 498', oak.base, 24),
      line('M172 277L404 493', oak.light, 6),
      line('M408 282L176 498', oak.base, 24),
      line('M404 279L172 495', oak.light, 6),
      line('M192 484H392', oak.base, 13),
      `<circle cx="292" cy="390" r="9" fill="#f3d488"/><circle cx="294" cy="392" r="5" fill="${oak.shade}"/>`,
      `<clipPath id="stool-seat"><path d="${seat}"/></clipPath><clipPath id="stool-hem"><path d="${hem}"/></clipPath>`,
      `<path d="${seat}" fill="#fffaf0"/><g clip-path="url(#stool-seat)"><path d="${stripes}" fill="${paint.base}"/><path d="M222 232Q344 268 466 232V244Q344 284 200 244Z" fill="#20264a" opacity=".12"/></g>`,
      `<path d="${hem}" fill="#e9dfcb"/><path d="${stripes}" fill="${paint.shade}" clip-path="url(#stool-hem)"/>`,
    ].join(''),
};
