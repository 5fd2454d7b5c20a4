export { findCallerByApiKey, listApiKeys, makeApiKey, revokeApiKey, saveApiKey } from './api-keys.ts';
export type { Actor, Caller } from './caller.ts';
export { userAccounts, userSessions, users, userVerifications } from './tables.ts';
