export { exportOwnData } from './export.ts';
export { type ErasureMethod, requestErasure, requestOwnErasure, toErasure } from './request-erasure.ts';
export { erasureJob, runErasure } from './run-erasure.ts';
