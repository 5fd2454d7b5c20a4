export { readFormAddress } from './form-address.ts';
export { languageOf } from './language.ts';
export { personData } from './person-data.ts';
export { confirmSignUp, endSignUps, type NewSignUp, type SignUpAnswers, takeSignUp } from './sign-ups.ts';
export type { signUps } from './tables.ts';
