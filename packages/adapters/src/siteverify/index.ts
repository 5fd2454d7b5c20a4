import type { CaptchaOutcome } from '@beckon/core/ports';

/** Total milliseconds; the shopper waits meanwhile. */
const deadline = 4_000;

/** Larger responses are refused. */
const largestAnswer = 20_000;

/**
 * Error codes that do not depend on the answer: our key is wrong, or the vendor is unavailable. Only codes that no
 * answer can cause: a client that could make the vendor seem unavailable could choose which challenge is used instead.
 */
const saysNothing = new Set(['missing-input-secret', 'invalid-input-secret', 'internal-error']);

/**
 * Verifies an answer with a captcha's vendor, in the way that Turnstile and hCaptcha share: a form posted to a fixed
 * address, and JSON with `success` and `error-codes`. The address is a constant of the adapter, never data.
 */
export async function askVendor(url: string, fields: Record<string, string>): Promise<CaptchaOutcome> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams(fields),
      redirect: 'error',
      signal: AbortSignal.timeout(deadline),
    });
    // An error in the request may come with any status.
    const body = JSON.parse(await readUpTo(answer, largestAnswer)) as Record<string, unknown> | null;
    if (body?.success === true) return { outcome: 'passed' };
    const codes = body?.['error-codes'];
    if (body?.success !== false || !Array.isArray(codes))
      return { outcome: 'unavailable', reason: `HTTP ${answer.status} without a verdict` };
    return {
      outcome: codes.some((code) => saysNothing.has(code)) ? 'unavailable' : 'refused',
      reason: codes.join(', ').slice(0, 200),
    };
  } catch (error) {
    return { outcome: 'unavailable', reason: error instanceof Error ? error.name : 'no answer' };
  }
}

async function readUpTo(answer: Response, limit: number): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > limit) throw new RangeError('response too large');
  }
  return text;
}
