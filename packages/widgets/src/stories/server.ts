/** What Beckon answers in a story: a status, nothing for as long as one likes to look, or no connection. */
export type Answer = number | 'never' | 'offline';

/** Puts Beckon's answers in the place of the network until the story ends. */
export function answerWith(answer: Answer): () => () => void {
  return () => {
    const { fetch } = window;
    sessionStorage.clear();
    localStorage.clear();
    Object.defineProperty(navigator, 'onLine', { configurable: true, value: answer !== 'offline' });
    window.fetch = async (input, init) => {
      if (!/\/v1\//.test(`${input}`)) return fetch(input, init);
      if (answer === 'offline') throw new TypeError('Failed to fetch');
      if (answer === 'never') return new Promise(() => {});
      return Response.json({ status: 'pending' }, { status: answer });
    };
    return () => {
      window.fetch = fetch;
    };
  };
}

/** As a shop sets them. */
export const shop = { api: 'https://beckon.shop.example', writeKey: 'pk_story' };
