export { userAccounts, userSessions, users, userVerifications } from './sign-in-tables.ts';
