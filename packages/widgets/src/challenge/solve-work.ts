/** No challenge of the server takes more tries. */
const maxTries = 100_000;

const toBytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const toHex = (bytes: ArrayBuffer) =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * Solves a proof of work of ALTCHA (version 2, PBKDF2): tries counters until the derived key begins as it should. The
 * browser derives keys beside the main thread, which only counts; so it needs no worker, which a policy may forbid.
 * @returns the answer, in the form that ALTCHA has for it
 * @throws where the page is no secure context, or the task is none
 */
export async function solveWork(task: string): Promise<string> {
  const challenge = JSON.parse(task);
  const { nonce, salt, cost, keyLength, keyPrefix } = challenge.parameters;
  const derive = async (counter: number) => {
    const password = new Uint8Array([...toBytes(nonce), 0, 0, 0, 0]);
    new DataView(password.buffer).setUint32(password.length - 4, counter);
    const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
    const how = { name: 'PBKDF2', hash: 'SHA-256', salt: toBytes(salt), iterations: cost };
    return toHex(await crypto.subtle.deriveBits(how, key, keyLength * 8));
  };
  // As many at once as there are processors, though a phone should not get hot.
  const width = Math.min(navigator.hardwareConcurrency || 2, 4);
  for (let first = 0; first < maxTries; first += width) {
    const keys = await Promise.all(Array.from({ length: width }, (_, index) => derive(first + index)));
    const found = keys.findIndex((key) => key.startsWith(keyPrefix));
    if (found >= 0)
      return btoa(JSON.stringify({ challenge, solution: { counter: first + found, derivedKey: keys[found] } }));
  }
  throw new RangeError('the task has no solution');
}
