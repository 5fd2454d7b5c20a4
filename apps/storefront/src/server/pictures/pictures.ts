import { products } from '../catalog/catalog.ts';
import type { ColourId } from '../catalog/product.ts';
import { renderBalcony, renderFavicon, renderNothingHere } from './balcony.ts';
import { carafeSet } from './carafe-set.ts';
import { citronellaCandle } from './citronella-candle.ts';
import { backdrop, type Drawing } from './drawing.ts';
import { enamelMug } from './enamel-mug.ts';
import { festoonLights } from './festoon-lights.ts';
import { floorCushion } from './floor-cushion.ts';
import { foldingStool } from './folding-stool.ts';
import { herbSeeds } from './herb-seeds.ts';
import { outdoorRug } from './outdoor-rug.ts';
import { backdrops, paints } from './paints.ts';
import { pictureName } from './picture-url.ts';
import { railPlanter } from './rail-planter.ts';
import { railTable } from './rail-table.ts';
import { stormLantern } from './storm-lantern.ts';
import { wateringCan } from './watering-can.ts';

export const drawings: Record<string, Drawing> = {
  'carafe-set': carafeSet,
  'citronella-candle': citronellaCandle,
  'enamel-mug': enamelMug,
  'festoon-lights': festoonLights,
  'floor-cushion': floorCushion,
  'folding-stool': foldingStool,
  'herb-seeds': herbSeeds,
  'outdoor-rug': outdoorRug,
  'rail-planter': railPlanter,
  'rail-table': railTable,
  'storm-lantern': stormLantern,
  'watering-can': wateringCan,
};

function renderPicture(drawing: Drawing, colour: ColourId, viewBox: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}" width="1200" height="1200">${backdrop(drawing.setting, backdrops[colour])}${drawing.draw(paints[colour], colour)}</svg>`;
}

/** The scenes, and every product in every colour with a close-up: file name → SVG. Drawn once, at the start. */
export function renderPictures(): Map<string, string> {
  const pictures = new Map([
    ['balcony.svg', renderBalcony()],
    ['nothing-here.svg', renderNothingHere()],
    ['favicon.svg', renderFavicon()],
  ]);
  for (const product of products) {
    const drawing = drawings[product.id];
    if (!drawing) throw new Error(`No drawing of ${product.id}`);
    for (const { colour } of product.variants) {
      pictures.set(pictureName(product.id, colour), renderPicture(drawing, colour, '0 0 600 600'));
      pictures.set(pictureName(product.id, colour, 'close-up'), renderPicture(drawing, colour, drawing.closeUp));
    }
  }
  return pictures;
}
