import { authClient } from '../../../parts/auth/auth-client.ts';

export type SignInFailure = 'not_a_match' | 'too_often' | 'unreachable' | 'server';

/** Signs in, or says why not. An unknown address and a wrong password get the same answer, so that addresses cannot be probed. */
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
  not_a_match: 'The email address or password is wrong.',
  too_often: 'Too many attempts. Wait a minute and try again.',
  unreachable: 'The server cannot be reached. Check that it is running and that you are online.',
  server: 'The server could not sign you in. Try again in a moment.',
};
