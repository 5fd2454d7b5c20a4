import type { ColourId } from '../catalog/product.ts';

export type View = 'whole' | 'close-up';

export function pictureName(productId: string, colour: ColourId, view: View = 'whole'): string {
  return `${productId}-${colour}${view === 'whole' ? '' : '-close-up'}.svg`;
}

export function pictureUrl(productId: string, colour: ColourId, view: View = 'whole'): string {
  return `/pictures/${pictureName(productId, colour, view)}`;
}
