type Options = Record<string, string | undefined>;

/**
 * What the script tag of this file says: its `data-` attributes, and the folder of the file as `api`, unless it names
 * one. A module has no current script, nor has a text that an accelerator runs, where the current one may be the
 * accelerator's own: then the tag is the one with a key and our address, which may have moved from `src` to another
 * attribute.
 */
export const readTag = (): Options => {
  const current = document.currentScript as HTMLScriptElement | null;
  if (current?.dataset.key) return optionsOf(current, current.src);
  for (const tag of document.querySelectorAll<HTMLScriptElement>('script[data-key]')) {
    const { outerHTML } = tag.cloneNode() as Element;
    const address = /[^"\s=]*\bbeckon[^"\s/]*\.js/.exec(outerHTML);
    if (address) return optionsOf(tag, address[0]);
  }
  return {};
};

const optionsOf = ({ dataset }: HTMLScriptElement, address: string): Options => ({
  api: new URL(address, document.baseURI).href.replace(/\/[^/]*$/, ''),
  ...dataset,
});
