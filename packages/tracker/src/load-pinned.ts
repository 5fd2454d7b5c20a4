import { load } from './load.ts';
import type { PinnedFile } from './pinned-file.ts';

/**
 * Loads a file that has to have a digest: `import()` takes none, so the browser fetches and checks it first, as a
 * preload. One that fails the check is not run. A browser that cannot preload modules (before 2023) loads it unchecked.
 */
export const loadPinned = async (folder: string, { name, integrity }: PinnedFile): Promise<void> => {
  const address = `${folder}/${name}`;
  const link = document.createElement('link');
  if (link.relList.supports('modulepreload')) {
    const isWhole = new Promise((resolve) => {
      link.onload = () => resolve(true);
      link.onerror = () => resolve(false);
    });
    Object.assign(link, { rel: 'modulepreload', crossOrigin: 'anonymous', integrity, href: address });
    document.head.append(link);
    if (!(await isWhole)) return;
  }
  load(address.replace(/\.js$/, ''));
};
