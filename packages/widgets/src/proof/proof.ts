import type { Challenge } from '@beckon/contract';
import { type Destination, type Outcome, urlOf } from '../frame/submission.ts';
import { post } from './post.ts';

import { solveWork } from './solve-work.ts';

type Submission = { email: string; language?: string | undefined };

/** Tokens for what is being typed, by where they are from; each is good for one submission. */
const tokens: Record<string, Promise<string | undefined>> = {};

/** A shopper does not wait longer than this for a token, in milliseconds: without one there is something to solve. */
const patience = 3_000;

/** How often the server may ask for another proof, as when its captcha is away, before we give up. */
const mostRounds = 3;

/** Fetches a token for a form that somebody begins to fill: how old it is shows that they took their time. */
export function prepare(destination: Destination): void {
  const url = urlOf(destination, 'form-token');
  tokens[url] ??= fetch(url, { credentials: 'omit', signal: AbortSignal.timeout(patience) })
    .then((answer) => answer.json())
    .then(({ token }) => token)
    .catch(() => undefined);
}

/**
 * Sends a submission with its token; where the server wants more, finds that and sends the same submission again.
 * @param tell hears when it takes longer, since something has to be solved
 */
export async function prove(
  destination: Destination,
  path: string,
  request: Submission,
  tell: (status: 'proving') => void,
): Promise<Outcome> {
  const url = urlOf(destination, 'form-token');
  const formToken = await tokens[url];
  let proof: string | undefined;
  for (let round = 0; round <= mostRounds; round++) {
    const outcome = await post(destination, path, { ...request, formToken, proof });
    // The same submission may come again with its token, as after an error.
    if (outcome === 'success') delete tokens[url];
    if (typeof outcome === 'string') return outcome;
    tell('proving');
    try {
      proof = `${outcome.kind}:${await solve(outcome, request.language)}`;
    } catch {
      break;
    }
  }
  return 'Unproven';
}

async function solve(challenge: Challenge, language?: string): Promise<string> {
  if (challenge.kind === 'altcha') return solveWork(challenge.task);
  const { askPerson } = await import('./captcha/captcha.ts');
  return askPerson(challenge, language);
}
