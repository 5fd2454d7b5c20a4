import { authClient } from '../../../parts/auth/auth-client.ts';

export type SignInFailure = 'not_a_match' | 'too_often' | 'unreachable' | 'server';

/** Signs in, or says why not. An unknown address and a wrong password are one answer, so that nobody can ask around. */
export async function signIn(email: string, password: string): Promise<SignInFailure | null> {
  try {
    const { error } = await authClient.signIn.email({ email, password });
    return error ? failureOf(error.status) : null;
  } catch {
    return 'unreachable';
  }
}

export function failureOf(status: number): SignInFailure {
  if (status === 429) return 'too_often';
  if (status === 0) return 'unreachable';
  return status >= 500 ? 'server' : 'not_a_match';
}

export const failureWords: Record<SignInFailure, string> = {
  not_a_match: 'This e-mail address and password do not match. Please check both.',
  too_often: 'That was tried too often. Please wait a minute and try again.',
  unreachable: 'The server cannot be reached. Is it running, and are you online?',
  server: 'The server could not sign you in just now. Please try again in a moment.',
};
