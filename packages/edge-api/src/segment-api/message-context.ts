import { isGiven, isObject, type JsonObject, objectOf } from './message.ts';

/**
 * The context of a message with our names; the rest is kept. Left out are traits, which are read elsewhere, and the IP
 * address, which we do not store.
 */
export function mapContext(context: JsonObject): JsonObject {
  const { traits: _traits, ip: _ip, page, library, screen, ...rest } = context;
  const { url, title, referrer, ...page_ } = objectOf(page);
  const given = {
    url,
    title,
    referrer,
    library: isObject(library) ? nameOf(library) : library,
    screen: isObject(screen) ? sizeOf(screen) : screen,
    page: isObject(page) ? (Object.keys(page_).length > 0 ? page_ : undefined) : page,
  };
  return { ...rest, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}

/** In the tracker's format; other descriptions of a library are kept. */
function nameOf(library: JsonObject): unknown {
  const words = [library.name, library.version].filter(isGiven);
  return words.every((word) => typeof word === 'string' || typeof word === 'number') ? words.join('/') : library;
}

/** In the tracker's format; a screen with more properties is kept. */
function sizeOf(screen: JsonObject): unknown {
  const { width, height, ...more } = screen;
  const isPlain = Object.keys(more).length === 0 && typeof width === 'number' && typeof height === 'number';
  return isPlain ? `${width}x${height}` : screen;
}
