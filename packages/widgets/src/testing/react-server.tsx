import { renderToString } from 'react-dom/server.browser';
import { propertiesOf, Shop } from './react-widget.tsx';

/** What a shop's server renders for `<div id="root" …>` with these attributes. It does not know the address of Beckon. */
export function renderShop(attributes: string): string {
  const pairs = attributes.matchAll(/([\w-]+)="([^"]*)"/g);
  return renderToString(
    <Shop {...propertiesOf(Array.from(pairs, ([, name = '', value = '']) => ({ name, value })))} />,
  );
}
