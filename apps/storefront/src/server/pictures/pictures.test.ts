import { expect, test } from 'vitest';
import { products } from '../catalog/catalog.ts';
import { pictureName } from './picture-url.ts';
import { renderPictures } from './pictures.ts';

const pictures = renderPictures();

test('every variant has a picture and a close-up', () => {
  for (const { id, variants } of products) {
    for (const { colour } of variants) {
      expect(pictures.has(pictureName(id, colour))).toBe(true);
      expect(pictures.has(pictureName(id, colour, 'close-up'))).toBe(true);
    }
  }
});

test('no picture contains a script, a style or an external address, and clip path ids are unique', () => {
  for (const [name, svg] of pictures) {
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', ''), name).not.toMatch(
      /<script|style=|https?:|NaN|undefined/,
    );
    const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size, name).toBe(ids.length);
  }
});
