export { forgetTargets, readTarget, storeTargets } from './link-targets.ts';
export { type MailLink, mailLinkId, makeMailToken, readMailLink, readMailToken } from './mail-tokens.ts';
export { personData } from './person-data.ts';
export { makeSmsLink, readSmsLink, smsCodeLength } from './sms-links.ts';
export {
  type BoundToken,
  boundTokenLifetimes,
  makeBlockToken,
  makeBoundToken,
  makeToken,
  makeUnsubscribeToken,
  readBlockToken,
  readBoundToken,
  readToken,
  readUnsubscribeToken,
  type TokenPurpose,
} from './tokens.ts';
