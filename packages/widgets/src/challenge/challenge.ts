import type { Challenge } from '@beckon/contract';
import { type Destination, type Outcome, urlOf } from '../frame/submission.ts';
import { post } from './post.ts';
import { solveWork } from './solve-work.ts';

type Submission = { email: string; language?: string | undefined };

/** Tokens fetched while the shopper types, by server; each is valid for one submission. */
const tokens: Record<string, Promise<string | undefined>> = {};

/** Milliseconds to wait for a form token. Without one the server asks for a challenge. */
const tokenTimeout = 3_000;

/** Challenges solved for one submission before the form gives up. There is a second one where a vendor is unavailable. */
const maxChallenges = 3;

/** Fetches a token when a shopper starts to fill in a form. The token's age shows how long they took. */
export function prepare(destination: Destination): void {
  const url = urlOf(destination, 'form-token');
  tokens[url] ??= fetch(url, { credentials: 'omit', signal: AbortSignal.timeout(tokenTimeout) })
    .then((answer) => answer.json())
    .then(({ token }) => token)
    .catch(() => undefined);
}

/**
 * Sends a submission with its form token. Where the server answers with a challenge, solves it and sends the same
 * submission again.
 * @param tell called before a challenge is solved, since that takes longer
 */
export async function sendWithChallenge(
  destination: Destination,
  path: string,
  request: Submission,
  tell: (status: 'verifying') => void,
): Promise<Outcome> {
  const url = urlOf(destination, 'form-token');
  const formToken = await tokens[url];
  let challengeAnswer: string | undefined;
  for (let round = 0; round <= maxChallenges; round++) {
    const outcome = await post(destination, path, { ...request, formToken, challengeAnswer });
    // The same submission may come again with its token, as after an error.
    if (outcome === 'success') delete tokens[url];
    if (typeof outcome === 'string') return outcome;
    tell('verifying');
    try {
      challengeAnswer = `${outcome.kind}:${await solve(outcome, request.language)}`;
    } catch {
      break;
    }
  }
  return 'challenge_failed';
}

async function solve(challenge: Challenge, language?: string): Promise<string> {
  if (challenge.kind === 'altcha') return solveWork(challenge.task);
  const { showCaptcha } = await import('./captcha/captcha.ts');
  return showCaptcha(challenge, language);
}
