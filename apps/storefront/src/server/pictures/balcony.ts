import { leaf, line } from './drawing.ts';
import { foldingStool } from './folding-stool.ts';
import { outdoorRug } from './outdoor-rug.ts';
import { ink, paints } from './paints.ts';
import { railPlanter } from './rail-planter.ts';
import { stormLantern } from './storm-lantern.ts';
import { wateringCan } from './watering-can.ts';

const wall = '#f2a183';
const wallShade = '#e28a6b';
const stone = '#fbead6';
const stoneShade = '#e9cdb2';
const { leaf: green, butter, clay, tomato } = paints;

const place = (x: number, y: number, size: number, viewBox: string, content: string) => {
  const [, , width = 1, height = 1] = viewBox.split(' ').map(Number);
  return `<svg x="${x}" y="${y}" width="${size}" height="${Math.round((size * height) / width)}" viewBox="${viewBox}">${content}</svg>`;
};

const rect = (x: number, y: number, width: number, height: number, fill: string, round = 0) =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${round}" fill="${fill}"/>`;

function shutter(x: number, y: number, height: number): string {
  const slats = Array.from(
    { length: Math.floor((height - 24) / 18) },
    (_, i) => `M${x + 14} ${y + 22 + i * 18}h62`,
  ).join('');
  return rect(x, y, 90, height, green.base, 3) + rect(x + 78, y, 12, height, green.shade) + line(slats, green.shade, 6);
}

function bars(left: number, right: number, top: number, bottom: number): string {
  let d = '';
  for (let x = left; x <= right; x += 34) d += `M${x} ${top}V${bottom}`;
  return line(d, ink, 6);
}

function slab(y: number): string {
  return `${rect(140, y, 800, 26, stone)}${rect(160, y + 26, 760, 12, stoneShade)}${[220, 850].map((x) => `<path d="M${x - 22} ${y + 38}h44v14q0 36-44 44z" fill="${stoneShade}"/>`).join('')}`;
}

const bulbs = [0.06, 0.18, 0.3, 0.42, 0.54, 0.66, 0.78, 0.9].map((t) => {
  const x = Math.round(176 + t * 728);
  const y = Math.round(236 + 4 * t * (1 - t) * 84);
  return `<circle cx="${x}" cy="${y + 20}" r="30" fill="#fff3c4" opacity=".35"/><path d="M${x - 5} ${y - 4}h10v12h-10z" fill="${ink}"/><circle cx="${x}" cy="${y + 19}" r="12.5" fill="#fff3c4"/><circle cx="${x - 3}" cy="${y + 16}" r="5" fill="#fff"/>`;
});

const palm = [
  [-70, 118],
  [-46, 140],
  [-22, 158],
  [4, 150],
  [28, 152],
  [52, 134],
  [74, 112],
] as const;

const cat = [
  `<g transform="translate(884 524)">`,
  line('M10-8C40 4 22 44 40 62', ink, 10),
  `<path d="M0 0C-36 0-38-50-20-76C-30-98-26-122-20-134L-8-118H8L20-134C26-122 30-98 20-76C38-50 36 0 0 0Z" fill="${ink}"/>`,
  '</g>',
].join('');

/** The shop's house, seen from across the street: there is a person on the third floor. */
export function renderBalcony(): string {
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 900" width="1000" height="900">',
    // The street: sky, distant roofs.
    '<path d="M0 900V560H34V520L62 498L90 520V900Z" fill="#aed2e5"/>',
    rect(84, 0, 916, 900, wall),
    rect(84, 0, 22, 900, wallShade),
    // The fourth floor, from below, and its shadow.
    `<path d="M140 92H940L1000 176V230L960 186H196Z" fill="${wallShade}"/>`,
    bars(160, 924, 0, 54),
    rect(140, 0, 800, 10, ink),
    slab(54),
    // The door, with a light on inside.
    rect(398, 226, 284, 476, stone, 4),
    rect(414, 242, 252, 460, '#f9d98a'),
    rect(414, 242, 252, 70, '#f6c65b'),
    '<path d="M414 242H486C480 380 462 520 430 702H414ZM666 242H594C600 380 618 520 650 702H666Z" fill="#fffaf0"/>',
    '<path d="M450 242H486C480 380 462 520 430 702H422C450 520 456 380 450 242ZM666 242H640C640 380 646 520 662 702H666Z" fill="#ecdfc6"/>',
    line('M540 242V330', ink, 4),
    `<path d="M512 356C512 330 524 322 540 322S568 330 568 356Z" fill="${tomato.base}"/>`,
    shutter(300, 242, 460),
    shutter(690, 242, 460),
    // The floor number.
    `${rect(196, 330, 62, 62, '#fffaf0', 31)}${line('M215 348C222 342 236 344 236 353C236 360 228 361 224 361C230 361 238 363 238 371C238 381 221 382 215 375', ink, 6)}`,
    line('M150 226Q540 400 930 226', ink, 4),
    ...bulbs,
    // The floor of the balcony and the things on it.
    `<g transform="translate(206 640)">${palm.map(([turn, size], i) => leaf(0, 0, turn, size, i % 2 ? green.light : green.base)).join('')}<path d="M-44-6H44L34 64H-34Z" fill="${clay.base}"/><path d="M14-6H44L34 64H18Z" fill="${clay.shade}"/></g>`,
    place(402, 500, 240, '60 100 500 420', foldingStool.draw(paints.sky, 'sky')),
    place(426, 396, 199, '90 90 420 420', stormLantern.draw(paints.tomato, 'tomato')),
    place(590, 576, 160, '40 130 480 390', wateringCan.draw(butter, 'butter')),
    // The railing, in the foreground.
    bars(160, 924, 530, 704),
    rect(140, 522, 800, 15, ink, 4),
    place(258, 520, 150, '140 148 320 350', outdoorRug.draw(paints.plum, 'plum')),
    place(616, 402, 236, '100 130 430 335', railPlanter.draw(paints.night, 'night')),
    cat,
    `<path d="M160 740H920L960 800H200Z" fill="${wallShade}"/>`,
    slab(702),
    // The shutters of the second floor are closed.
    rect(398, 824, 284, 90, stone, 4),
    shutter(452, 842, 100),
    shutter(542, 842, 100),
    '</svg>',
  ].join('');
}

/** For an empty cart and for pages that do not exist. */
export function renderNothingHere(): string {
  const bird = [
    `<path d="M-10 0L-14 30M14 2L14 30" stroke="#e4512f" stroke-width="6" stroke-linecap="round"/>`,
    `<path d="M-98 22L-40-30C-20-62 6-66 14-84C20-110 66-112 72-78C74-40 50 8 4 8C-26 10-60 14-98 22Z" fill="${paints.sky.base}"/>`,
    `<path d="M-98 22L-40-30C-20-40 20-40 26-18C14 4-20 8-50 12Z" fill="${paints.sky.shade}"/>`,
    `<path d="M70-84L96-74L72-66Z" fill="${butter.shade}"/><circle cx="50" cy="-80" r="6" fill="${ink}"/><path d="M22-62C36-50 58-52 68-62" fill="none" stroke="${green.light}" stroke-width="9"/>`,
  ].join('');
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 600" width="600" height="600">',
    '<circle cx="300" cy="300" r="290" fill="#fcebb6"/><clipPath id="moon"><circle cx="300" cy="300" r="290"/></clipPath><g clip-path="url(#moon)">',
    '<circle cx="420" cy="170" r="56" fill="#fffdf3"/><path d="M0 600V470H70V420L120 386L170 420V452H250V404H340V452H400L452 410L504 452V440H600V600Z" fill="#f4d884"/>',
    line([30, 120, 210, 300, 390, 480, 570].map((x) => `M${x} 380V620`).join(''), ink, 10),
    rect(-10, 368, 620, 24, ink),
    `<g transform="translate(270 340)">${bird}</g></g>`,
    '</svg>',
  ].join('');
}

export function renderFavicon(): string {
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">',
    `<rect width="64" height="64" rx="14" fill="${tomato.base}"/><path d="M20 30a12 12 0 0 1 24 0z" fill="${butter.base}"/>`,
    '<path d="M10 30h44v6H10zM15 36v18M26 36v18M38 36v18M49 36v18" fill="#fff" stroke="#fff" stroke-width="3"/>',
    '</svg>',
  ].join('');
}
