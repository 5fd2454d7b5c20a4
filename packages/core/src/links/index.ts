export {
  type BoundToken,
  boundTokenLifetimes,
  makeBlockToken,
  makeBoundToken,
  makeToken,
  readBlockToken,
  readBoundToken,
  readToken,
  type TokenPurpose,
} from './tokens.ts';
