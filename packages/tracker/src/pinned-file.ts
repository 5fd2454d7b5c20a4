/** A file whose name says its content, and the digest that the browser holds it to. */
export type PinnedFile = { name: string; integrity: string };
