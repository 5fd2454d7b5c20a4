export { readFormAddress } from './form-address.ts';
export { confirmSignUp, endSignUps, moveSignUps, type NewSignUp, type SignUpAnswers, takeSignUp } from './sign-ups.ts';
