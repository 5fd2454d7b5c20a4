import { type Drawing, line, railing } from './drawing.ts';
import { paints } from './paints.ts';

const cloth = 'M142 168Q142 150 160 150H440Q458 150 458 168V462Q420 480 380 468T300 470T220 466T142 470Z';
const fringe = Array.from(
  { length: 27 },
  (_, i) => `M${148 + i * 11.7} ${466 + (i % 3) * 3}v${24 + ((i * 7) % 9)}`,
).join('');
const zigzag = (y: number) => `M130 ${y}${'l20-22l20 22'.repeat(9)}`;

export const outdoorRug: Drawing = {
  setting: 'rail',
  closeUp: '176 242 270 270',
  draw: (paint) =>
    [
      railing(166),
      line(fringe, '#fff6e2', 5),
      `<clipPath id="rug"><path d="${cloth}"/></clipPath><g clip-path="url(#rug)">`,
      `<path d="${cloth}" fill="#fff6e2"/>`,
      `<path d="M130 196H470V232H130ZM130 424H470V452H130Z" fill="${paint.base}"/>`,
      `<path d="M130 244H470V254H130ZM130 402H470V412H130Z" fill="${paints.tomato.base}"/>`,
      `<path d="M130 282H470V374H130Z" fill="${paint.base}"/>`,
      line(zigzag(322), '#fff6e2', 9),
      line(zigzag(350), paints.butter.base, 9),
      line(zigzag(378), '#fff6e2', 9),
      '<path d="M130 140H470V178Q300 192 130 178Z" fill="#fff" opacity=".35"/>',
      '<path d="M232 180C244 280 226 380 240 490H276C262 380 270 280 262 180ZM400 180C412 280 394 380 408 490H470V180Z" fill="#20264a" opacity=".13"/></g>',
    ].join(''),
};
