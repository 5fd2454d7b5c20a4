import { passwordLimits, type Role, roleSchema } from '@beckon/contract';
import { userAccounts, userSessions, users, userVerifications } from '@beckon/core/access';
import { toDrizzle } from '@beckon/core/db';
import type { Id } from '@beckon/core/lib';
import type { Context } from '@beckon/core/ports';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { betterAuth } from 'better-auth/minimal';
import { readBody } from '../http/body.ts';
import { problemResponse } from '../http/problems.ts';
import { SignInLimits } from './sign-in-limits.ts';

export type SignedInUser = { id: string; tenantId: Id<'ten'>; role: Role; email: string };

export type SignIn = {
  /** @param clientAddress whom the limit of tries counts: as far as our proxies can be believed */
  handle(request: Request, clientAddress: string | null): Promise<Response>;
  /** The user of a request's session cookie, or null. */
  userOf(request: Request): Promise<SignedInUser | null>;
  /** A password as it is stored. */
  hashPassword(password: string): Promise<string>;
};

export type SignInOptions = {
  baseUrl: string;
  secret: string;
  trustedOrigins: string[];
};

const basePath = '/api/auth';
const signInPath = `${basePath}/sign-in/email`;

/**
 * The calls of better-auth that are open. Others would change users past their permissions, links and the audit log:
 * a password without ending other sessions, a name of any length.
 */
const openCalls = new Set([`POST ${signInPath}`, `POST ${basePath}/sign-out`, `GET ${basePath}/get-session`]);

/** Set by the server on each request: a value that the client sends under this name is replaced. */
const addressHeader = 'x-beckon-client-address';

/** Sessions of the admin app, by better-auth over our own tables. Users cannot sign up by themselves. */
export function createSignIn(ctx: Context, options: SignInOptions): SignIn {
  const limits = new SignInLimits(ctx.clock);
  const auth = betterAuth({
    baseURL: options.baseUrl,
    basePath,
    secret: options.secret,
    trustedOrigins: options.trustedOrigins,
    telemetry: { enabled: false },
    database: drizzleAdapter(toDrizzle(ctx.db), {
      provider: 'pg',
      schema: { user: users, session: userSessions, account: userAccounts, verification: userVerifications },
    }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordLimits.min,
      maxPasswordLength: passwordLimits.max,
    },
    session: { expiresIn: 7 * 24 * 60 * 60, updateAge: 24 * 60 * 60 },
    user: {
      additionalFields: {
        tenantId: { type: 'string', required: true, input: false },
        role: { type: 'string', required: true, input: false, defaultValue: 'owner' },
      },
    },
    rateLimit: { enabled: true, window: 60, max: 100 },
    advanced: {
      cookiePrefix: 'beckon',
      useSecureCookies: options.baseUrl.startsWith('https:'),
      // Said aloud: left out, a variable such as TEST in the environment turns both checks off.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      ipAddress: { ipAddressHeaders: [addressHeader] },
    },
    logger: { disabled: true },
  });

  return {
    async handle(request, clientAddress) {
      const { pathname } = new URL(request.url);
      if (!openCalls.has(`${request.method} ${pathname}`)) return problemResponse('not_found');
      const headers = new Headers(request.headers);
      headers.set(addressHeader, clientAddress ?? '127.0.0.1');
      if (request.method === 'GET') return auth.handler(new Request(request, { headers }));
      // Read here: what fails on the way is answered by our own rules.
      const { url, method } = request;
      const body = await readBody(request);
      if (pathname === signInPath) limits.take(emailOf(body), clientAddress);
      return auth.handler(new Request(url, { method, headers, body }));
    },

    async userOf(request) {
      const session = await auth.api.getSession({ headers: request.headers });
      if (!session) return null;
      const { id, email, tenantId } = session.user as typeof session.user & { tenantId: Id<'ten'> };
      return { id, email, tenantId, role: roleSchema.parse((session.user as { role?: unknown }).role) };
    },

    async hashPassword(password) {
      return (await auth.$context).password.hash(password);
    },
  };
}

/** Whose password a try is for; empty where none is named. */
function emailOf(body: string): string {
  try {
    const { email } = JSON.parse(body) as { email?: unknown };
    return typeof email === 'string' ? email : '';
  } catch {
    return '';
  }
}
