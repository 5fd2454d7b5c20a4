import type { CaptchaOutcome } from '@beckon/core/ports';

/** Milliseconds for everything together; a shopper waits meanwhile. */
const deadline = 4_000;

/** Larger answers are none. */
const largestAnswer = 20_000;

/**
 * Codes that say nothing of the answer: our key is wrong, or they are out of order. Only those that no answer can bring
 * about: whoever could make the vendor seem unavailable would choose what is asked instead.
 */
const saysNothing = new Set(['missing-input-secret', 'invalid-input-secret', 'internal-error']);

/**
 * Asks a captcha's vendor about an answer, as Turnstile and hCaptcha have it in common: a form to a fixed address, and
 * JSON with `success` and `error-codes`. The address is a constant of the adapter, never data.
 */
export async function askVendor(url: string, fields: Record<string, string>): Promise<CaptchaOutcome> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams(fields),
      redirect: 'error',
      signal: AbortSignal.timeout(deadline),
    });
    // What is wrong with a request may be said with any status.
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
    if (text.length > limit) throw new RangeError('too much');
  }
  return text;
}
