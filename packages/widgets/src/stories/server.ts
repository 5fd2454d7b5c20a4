/** What Beckon answers in a story: a status, something to read, nothing for as long as one likes to look, or no connection. */
export type Answer = number | { json: unknown; status?: number } | 'never' | 'offline';

/** The response to each call, by its path below `/v1/` and the posted body. */
export type Script = (path: string, body: unknown) => Answer;

/** Replaces the network with Beckon's responses until the story ends; the storage of browser and tab is empty. */
export function answerWith(answers: Answer | Script): () => () => void {
  return () => {
    const { fetch } = window;
    sessionStorage.clear();
    localStorage.clear();
    Object.defineProperty(navigator, 'onLine', { configurable: true, value: answers !== 'offline' });
    window.fetch = async (input, init) => {
      const { pathname } = new URL(`${input instanceof Request ? input.url : input}`, location.href);
      const path = /\/v1\/(.+)/.exec(pathname)?.[1];
      if (!path) return fetch(input, init);
      const answer = typeof answers === 'function' ? answers(path, JSON.parse(`${init?.body ?? null}`)) : answers;
      if (answer === 'offline') throw new TypeError('Failed to fetch');
      if (answer === 'never') return new Promise(() => {});
      if (typeof answer === 'object') return Response.json(answer.json, { status: answer.status ?? 200 });
      return Response.json({ status: 'pending' }, { status: answer });
    };
    return () => {
      window.fetch = fetch;
    };
  };
}

/** A form with a challenge: one that takes no time and then gets no response, or one that cannot be solved. */
export const asksForChallenge = (canBeSolved: boolean): Script => {
  const parameters = { nonce: '00', salt: '00', cost: 1, keyLength: 32, keyPrefix: '' };
  const task = canBeSolved ? JSON.stringify({ parameters }) : 'none';
  return (_, body) =>
    (body as { challengeAnswer?: string } | null)?.challengeAnswer
      ? 'never'
      : { status: 428, json: { code: 'challenge_required', challenge: { kind: 'altcha', task } } };
};

/** As a shop sets them. */
export const shop = { api: 'https://beckon.shop.example', writeKey: 'pk_story' };
