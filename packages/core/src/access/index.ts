export { findCallerByApiKey, listApiKeys, makeApiKey, revokeApiKey, saveApiKey } from './api-keys.ts';
export type { Actor, Caller } from './caller.ts';
export { createSetUpLink, findSetUpLink, lockSetUpLink, type SetUpStatus } from './set-up-links.ts';
export { userAccounts, userSessions, users, userVerifications } from './tables.ts';
export { createUserLink, findUserLink, type UserLink, useUserLink } from './user-links.ts';
export { addUser, changeRole, listUsers, lockUsers, readUser, removeUser, saveUser } from './users.ts';
