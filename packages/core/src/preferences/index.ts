export { authorize, authorizeOwner, type Claim, readPreferencesLink } from './authorize.ts';
export { changeEmail, confirmEmailChange, joinsTwo } from './change-email.ts';
export { changePreferences } from './change-preferences.ts';
export { readLanguage } from './language.ts';
export { renewPreferencesLink, sendPreferencesLink } from './links.ts';
export { readPreferences } from './read-preferences.ts';
export { type ReducedView, type Reduction, readReducedView, reducePreferences } from './reduce.ts';
