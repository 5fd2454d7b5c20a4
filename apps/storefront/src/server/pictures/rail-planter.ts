import { type Drawing, leaf, line, railing, solid } from './drawing.ts';
import { ink, paints } from './paints.ts';

const box = 'M112 306H488L472 440Q470 458 452 458H148Q130 458 128 440Z';
const { leaf: green } = paints;

const basil = [
  [170, 300, -52, 62],
  [170, 300, 48, 60],
  [150, 262, -64, 58],
  [190, 262, 60, 58],
  [170, 248, -24, 66],
  [170, 248, 22, 66],
] as const;
const sage = [
  [412, 302, -58, 56],
  [412, 302, 62, 58],
  [412, 270, -44, 56],
  [412, 270, 48, 58],
  [412, 240, -28, 54],
  [412, 240, 30, 56],
  [412, 214, 2, 54],
] as const;

const chives =
  'M262 306C258 250 250 210 234 176M276 306C276 240 274 200 270 150M290 306C292 250 300 206 306 168M304 306C310 260 322 226 338 196';
const flowers = [
  [234, 174],
  [270, 146],
  [306, 164],
  [338, 192],
] as const;

export const railPlanter: Drawing = {
  setting: 'rail',
  closeUp: '120 130 300 300',
  draw: (paint) =>
    [
      railing(330),
      line('M170 306V236M412 306V206', green.shade, 8),
      ...basil.map(([x, y, turn, size], i) => leaf(x, y, turn, size, i % 2 ? green.base : green.light)),
      line(chives, green.base, 7),
      ...flowers.map(
        ([x, y]) =>
          `<circle cx="${x}" cy="${y}" r="15" fill="${paints.plum.light}"/><circle cx="${x - 4}" cy="${y - 4}" r="7" fill="#c9b0de"/>`,
      ),
      ...sage.map(([x, y, turn, size], i) => leaf(x, y, turn, size, i % 2 ? '#8fc3a0' : green.base)),
      line('M474 306C486 330 500 350 498 388M474 306C462 290 470 270 484 262', green.shade, 5),
      leaf(498, 390, 196, 36, green.light),
      leaf(496, 366, 120, 34, green.base),
      leaf(484, 262, 30, 34, green.light),
      solid('planter-box', box, paint, { shade: 'M400 300H500V470H386Z', light: 'M112 306H488V320H112Z' }),
      line('M150 358H430M152 390H424', paint.shade, 4),
      line('M178 350V300Q178 288 190 288H198', ink, 13),
      line('M422 350V300Q422 288 410 288H402', ink, 13),
      `<circle cx="178" cy="344" r="4" fill="${paint.light}"/><circle cx="422" cy="344" r="4" fill="${paint.light}"/>`,
    ].join(''),
};
