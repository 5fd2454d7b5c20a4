import type { ColourId } from '../catalog/product.ts';
import { type Backdrop, ink, type Paint } from './paints.ts';

/** A drawing of an object on a sheet of 600 × 600; it stands on the floor at about y = 500. */
export type Drawing = {
  draw(paint: Paint, colour: ColourId): string;
  setting: 'room' | 'rail' | 'evening';
  /** The part shown in the close-up, as a viewBox. */
  closeUp: string;
};

type Light = { shade?: string; light?: string };

/** A solid body: its outline, darker where `shade` overlaps it and lighter where `light` does. */
export function solid(id: string, outline: string, paint: Paint, { shade = '', light = '' }: Light = {}): string {
  return [
    `<clipPath id="${id}"><path d="${outline}"/></clipPath>`,
    `<g clip-path="url(#${id})"><path d="${outline}" fill="${paint.base}"/>`,
    `<path d="${shade}" fill="${paint.shade}"/><path d="${light}" fill="${paint.light}"/></g>`,
  ].join('');
}

export function line(d: string, colour: string, width: number): string {
  return `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;
}

export function shadow(cx: number, cy: number, rx: number): string {
  return `<ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${Math.round(rx * 0.09)}" fill="${ink}" opacity=".16"/>`;
}

export function leaf(x: number, y: number, turn: number, size: number, fill: string): string {
  const half = Math.round(size * 0.36);
  const d = `M0 0C${-half} ${-size * 0.25} ${-half} ${-size * 0.75} 0 ${-size}C${half} ${-size * 0.75} ${half} ${-size * 0.25} 0 0Z`;
  return `<path d="${d}" fill="${fill}" transform="translate(${x} ${y}) rotate(${turn})"/>`;
}

export function flame(x: number, y: number, size: number): string {
  return [
    `<g transform="translate(${x} ${y}) scale(${size})">`,
    '<path d="M0 0C-26-6-28-34-14-52C-6-63 0-72 2-88C16-68 30-46 26-24C24-8 14-1 0 0Z" fill="#f6a531"/>',
    '<path d="M1-4C-12-6-14-24-6-36C-1-43 3-48 4-56C12-44 18-30 15-18C13-9 8-4 1-4Z" fill="#fff3c4"/></g>',
  ].join('');
}

const roofs =
  'M0 600V452H58V404L104 372L150 404V430H214V386H232V350H252V386H318V446H372L424 402L476 446V418H540V470H600V600Z';

function room({ wall, floor }: Backdrop): string {
  return `<rect width="600" height="600" fill="${wall}"/><rect y="432" width="600" height="168" fill="${floor}"/>`;
}

function outside({ wall, floor }: Backdrop, sun: string): string {
  return `<rect width="600" height="600" fill="${wall}"/><circle cx="462" cy="132" r="54" fill="${sun}"/><path d="${roofs}" fill="${floor}"/>`;
}

export function backdrop(setting: Drawing['setting'], colours: Backdrop): string {
  if (setting === 'room') return room(colours);
  if (setting === 'rail') return outside(colours, '#fffdf3');
  return outside({ wall: '#2c3569', floor: '#1e2550' }, '#fbe7b0');
}

/** The balcony's railing, in the foreground. */
export function railing(top: number): string {
  const bars = [30, 120, 210, 300, 390, 480, 570].map((x) => `M${x} ${top}V600`).join('');
  return `${line(bars, ink, 9)}<rect x="-10" y="${top - 12}" width="620" height="24" fill="${ink}"/><rect x="-10" y="${top - 12}" width="620" height="6" fill="#4a5290"/>`;
}
