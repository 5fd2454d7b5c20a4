/** What a storefront developer pastes. Attribute values are quoted and escaped: a key may come from anywhere. */
export function scriptTag(origin: string, writeKey: string): string {
  return `<script async src="${escaped(origin)}/beckon.js" data-key="${escaped(writeKey)}"></script>`;
}

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
