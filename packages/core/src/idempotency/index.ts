export type { Answer } from './answers.ts';
export type { KeyedCall } from './call.ts';
export { executeOnce } from './execute-once.ts';
export { forgetAnswersAbout, forgetIdempotencyKeys } from './forget.ts';
