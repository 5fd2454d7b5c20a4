import type { Page } from 'playwright-core';

/**
 * How far two PNG pictures are apart. Mostly not at all; in some runs about 20 of 100,000 pixels differ, by up to 35 of
 * 255, at the edges of round corners.
 */
export async function comparePictures(page: Page, one: Buffer, other: Buffer) {
  const difference = await page.evaluate(
    async (pictures) => {
      const [a, b] = await Promise.all(
        pictures.map(async (picture) => {
          const bytes = Uint8Array.from(atob(picture), (char) => char.charCodeAt(0));
          const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
          const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
          canvas.drawImage(image, 0, 0);
          return {
            size: `${image.width}x${image.height}`,
            data: canvas.getImageData(0, 0, image.width, image.height).data,
          };
        }),
      );
      let pixels = 0;
      let strongest = 0;
      for (let at = 0; at < a!.data.length; at += 4) {
        const apart = Math.max(
          ...[0, 1, 2].map((channel) => Math.abs(a!.data[at + channel]! - b!.data[at + channel]!)),
        );
        if (apart) pixels++;
        strongest = Math.max(strongest, apart);
      }
      return { sizes: [a!.size, b!.size], pixels, strongest };
    },
    [one, other].map((picture) => picture.toString('base64')),
  );
  const { sizes, pixels, strongest } = difference;
  return { ...difference, isSame: sizes[0] === sizes[1] && pixels < 100 && strongest < 50 };
}
