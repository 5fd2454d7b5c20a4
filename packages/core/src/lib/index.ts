export * from './backoff.ts';
export * from './canonical-json.ts';
export * from './describe-error.ts';
export * from './email-address.ts';
export * from './errors.ts';
export * from './ids.ts';
export * from './keyed-hash.ts';
export * from './parse-json.ts';
