export { exportOwnData } from './export.ts';
export { type ErasureMethod, requestErasure, requestOwnErasure, toErasure } from './request-erasure.ts';
export { runErasure } from './run-erasure.ts';
