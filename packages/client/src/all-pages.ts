type Page<T> = { data: readonly T[]; nextCursor: string | null };
type ListCall<Q, T> = (input: { query: Q & { cursor?: string } }) => Promise<Page<T>>;

/**
 * Goes through all pages of a list, one entry after the other.
 * @param list a call of the client that answers with pages
 * @param query its filters; `limit` is the size of a page
 * @example
 * for await (const contact of allPages(beckon.listContacts, { segment: 'newsletter' })) console.log(contact.email);
 */
export async function* allPages<Q extends object, T>(
  list: ListCall<Q, T>,
  query: Q,
): AsyncGenerator<T, void, undefined> {
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Page<T> = await list({ query: cursor === undefined ? query : { ...query, cursor } });
    yield* page.data;
    cursor = page.nextCursor;
  }
}
