export type { RequestEvidence } from './evidence.ts';
export type { ConsentAction } from './fold.ts';
export { isKnownMailbox } from './known-mailbox.ts';
export { type ConsentRecord, chainHash, readConsentHistory, recordConsent } from './ledger.ts';
export { type OptOut, recordOptOut, stopPhone } from './opt-outs.ts';
export { personData } from './person-data.ts';
export { readConsentReceipt, readConsentReport } from './receipts.ts';
export { revokeConsents } from './revoke.ts';
export { type ConsentState, consentsAsOf, grantedEntry, hasRevokedSince, readConsents } from './state.ts';
export {
  isSuppressed,
  liftBlock,
  liftSoftBounces,
  liftStop,
  liftUnsubscribe,
  readHashSuppression,
  readSuppression,
  type SuppressionReason,
  suppress,
  suppressHash,
  suppressionHash,
} from './suppression.ts';
export type { consentState } from './tables.ts';
export { verifyLedger } from './verify-ledger.ts';
export { judgeWording, readWordings, registerWordings } from './wordings.ts';
