/**
 * What the script tag of this file says: its `data-` attributes, and the folder of the file as `api`, unless it names
 * one. A module has no current script, nor has a text that an accelerator runs, where the current one may be the
 * accelerator's own: then the tag is the one with a key and our address, which may have moved from `src` to another
 * attribute.
 */
export const readTag = (): Record<string, string | undefined> => {
  const current = document.currentScript as HTMLScriptElement | null;
  const tags = current?.dataset.key ? [current] : document.querySelectorAll<HTMLScriptElement>('script[data-key]');
  for (const tag of tags) {
    const { outerHTML } = tag.cloneNode() as Element;
    const address = /[^"\s=]*\bbeckon[^"\s/]*\.js/.exec(outerHTML)?.[0];
    if (!address && tag !== current) continue;
    return { api: new URL(address ?? tag.src, document.baseURI).href.replace(/\/[^/]*$/, ''), ...tag.dataset };
  }
  return {};
};
