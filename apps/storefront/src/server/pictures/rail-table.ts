import { type Drawing, line, railing } from './drawing.ts';
import { ink, paints } from './paints.ts';

const { tomato, leaf: green } = paints;
const top = 'M76 322H524C520 386 424 420 300 420C176 420 80 386 76 322Z';
const melon = (x: number, y: number, turn: number) =>
  `<g transform="translate(${x} ${y}) rotate(${turn})"><path d="M-40 0A40 34 0 0 0 40 0Z" fill="${green.shade}"/><path d="M-35 0A35 28 0 0 0 35 0Z" fill="#e9f5dc"/><path d="M-30 0A30 23 0 0 0 30 0Z" fill="${tomato.base}"/><circle cx="-12" cy="8" r="2.6" fill="${ink}"/><circle cx="2" cy="12" r="2.6" fill="${ink}"/><circle cx="14" cy="7" r="2.6" fill="${ink}"/></g>`;

export const railTable: Drawing = {
  setting: 'rail',
  closeUp: '130 170 280 280',
  draw: (paint) =>
    [
      railing(300),
      line('M160 404L204 540M440 404L396 540', ink, 10),
      line('M196 540H404', ink, 10),
      `<path d="${top}" transform="translate(0 18)" fill="${paint.shade}"/><path d="${top}" fill="${paint.base}"/>`,
      `<path d="M76 322H524L520 340H80Z" fill="${paint.light}"/>`,
      line('M130 330V296Q130 282 144 282H150M470 330V296Q470 282 456 282H450', paint.shade, 15),
      `<ellipse cx="366" cy="376" rx="88" ry="22" fill="${ink}" opacity=".16"/><ellipse cx="362" cy="370" rx="86" ry="21" fill="#fffdf6"/><ellipse cx="362" cy="369" rx="60" ry="13" fill="#ece4d2"/>`,
      melon(340, 340, -14),
      melon(388, 348, 12),
      `<ellipse cx="214" cy="390" rx="42" ry="9" fill="${ink}" opacity=".18"/>`,
      line('M222 250L246 176L268 170', tomato.base, 8),
      '<path d="M172 232H248L240 380Q238 390 226 390H194Q182 390 180 380Z" fill="#fff" opacity=".6"/>',
      '<path d="M174 268H246L240 378Q238 386 226 386H194Q182 386 181 378Z" fill="#f9c74f" opacity=".92"/><path d="M226 268H246L240 378Q238 386 226 386Z" fill="#dc9d22" opacity=".55"/>',
      '<rect x="186" y="282" width="26" height="26" rx="5" transform="rotate(14 199 295)" fill="#fff" opacity=".7"/><rect x="210" y="306" width="24" height="24" rx="5" transform="rotate(-20 222 318)" fill="#fff" opacity=".6"/>',
      '<circle cx="172" cy="236" r="24" fill="#f3c244"/><circle cx="172" cy="236" r="18" fill="#fff3bf"/><path d="M172 220V252M156 236H188M161 225L183 247M183 225L161 247" stroke="#f3c244" stroke-width="3"/>',
    ].join(''),
};
