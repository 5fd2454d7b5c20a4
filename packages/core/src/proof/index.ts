export { checkProof } from './check-proof.ts';
export { formTokenAge, makeFormToken, readFormToken } from './form-token.ts';
