import type { Challenge } from '@beckon/contract';
import type { Id } from '../lib/index.ts';
import type { Captcha, Context } from '../ports/index.ts';
import { formTokenAge, readFormToken } from './form-token.ts';
import { spend } from './spend.ts';

/** What a submission shows of itself. Nothing here says anything of the address in it. */
export type Shown = {
  formToken?: string | undefined;
  /** Kind and answer: `altcha:…`. */
  challengeAnswer?: string | undefined;
  /** The same submission once more has the same. */
  submission: string;
  remoteAddress: string | null;
};

/**
 * Decides whether a submission has proved that a person is at the form, by its token or by the answer to a challenge.
 * Whether the address is known is not looked up and does not matter.
 * @param minAge minimum age of the token in milliseconds; null where no token is enough
 * @returns the challenge to solve, or null when none is needed
 */
export async function checkChallenge(
  ctx: Context,
  tenantId: Id<'ten'>,
  shown: Shown,
  minAge: number | null = formTokenAge.min,
): Promise<Challenge | null> {
  if (minAge !== null && (await isTokenGood(ctx, tenantId, shown, minAge))) return null;
  const next = await captchaToAsk(ctx, tenantId, shown);
  return next ? next.issue(tenantId) : null;
}

async function isTokenGood(ctx: Context, tenantId: Id<'ten'>, shown: Shown, minAge: number): Promise<boolean> {
  const token = readFormToken(ctx, tenantId, shown.formToken ?? '');
  if (!token) return false;
  const age = ctx.clock.now().getTime() - token.issuedAt;
  if (age < minAge || age > formTokenAge.max) return false;
  return spend(ctx, tenantId, `form ${token.nonce}`, shown.submission, new Date(token.issuedAt + formTokenAge.max));
}

/** Null when the answer was good. */
async function captchaToAsk(
  ctx: Context,
  tenantId: Id<'ten'>,
  { challengeAnswer = '', submission, remoteAddress }: Shown,
): Promise<Captcha | null> {
  const { chosen, builtIn, fallback } = ctx.adapters.captcha;
  const [kind = '', ...rest] = challengeAnswer.split(':');
  const captcha = [chosen, builtIn].find((one) => one.kind === kind);
  if (!captcha) return chosen;
  const result = await captcha.verify({ tenantId, answer: rest.join(':'), submission, remoteAddress });
  if (result.outcome === 'passed') {
    const { once } = result;
    return !once || (await spend(ctx, tenantId, `${kind} ${once.id}`, submission, once.until)) ? null : chosen;
  }
  if (result.outcome === 'refused') {
    ctx.log.info('an answer to a captcha was refused', { kind, reason: result.reason });
    return chosen;
  }
  ctx.log.warn('the captcha vendor is unavailable', { kind, reason: result.reason, fallback });
  if (fallback === 'allow') return null;
  return fallback === 'altcha' ? builtIn : chosen;
}
