import { type Drawing, line, shadow, solid } from './drawing.ts';
import { oak, type Paint, paints } from './paints.ts';

/** The other cushion of the stack. */
const partners: Record<string, Paint> = { butter: paints.plum, tomato: paints.sky, night: paints.tomato };

const slab = (y: number, inset: number) => {
  const [left, right] = [128 + inset, 472 - inset];
  return `M${left} ${y + 44}C${left} ${y + 6} ${left + 30} ${y} ${left + 70} ${y}H${right - 70}C${right - 30} ${y} ${right} ${y + 6} ${right} ${y + 44}C${right} ${y + 90} ${right - 30} ${y + 98} ${right - 70} ${y + 98}H${left + 70}C${left + 30} ${y + 98} ${left} ${y + 90} ${left} ${y + 44}Z`;
};

export const floorCushion: Drawing = {
  setting: 'room',
  closeUp: '250 220 270 270',
  draw: (paint, colour) => {
    const other = partners[colour] ?? paints.sky;
    return [
      shadow(312, 504, 196),
      solid('cushion-low', slab(406, 0), other, {
        shade: 'M128 474Q300 498 472 474V520H128ZM392 400H480V520H404Z',
        light: 'M128 400H472V424Q300 444 128 424Z',
      }),
      line('M134 444Q300 470 466 444', other.shade, 5),
      solid('cushion-high', slab(312, 12), paint, { shade: 'M128 378Q300 404 472 378V430H128ZM384 300H480V430H396Z' }),
      `<ellipse cx="300" cy="330" rx="150" ry="34" fill="${paint.light}"/>`,
      line('M150 340Q300 388 450 340', paint.shade, 5),
      `<ellipse cx="300" cy="328" rx="14" ry="6" fill="${paint.shade}"/>`,
      line(
        'M222 318Q262 322 286 327M378 318Q338 322 314 327M300 300V320M258 350Q282 340 292 332M342 350Q318 340 308 332',
        paint.base,
        4,
      ),
      line('M404 378C404 426 444 420 446 374', oak.shade, 13),
      line('M404 375C404 421 442 415 445 371', oak.light, 7),
    ].join('');
  },
};
