export { checkChallenge } from './check-challenge.ts';
export { formTokenAge, makeFormToken, readFormToken } from './form-token.ts';
