export { confirmWaitlist, endEntry, keepWaiting, leaveWaitlist } from './confirm.ts';
export { expireWaitlistEntries } from './expiry.ts';
export { joinWaitlist } from './join.ts';
export { leaveOnPurchaseStep } from './leave-on-purchase.ts';
export { personData } from './person-data.ts';
export { readWaitlistEntries } from './read-entries.ts';
export { followStock } from './restock.ts';
export { runWave, runWaveJob } from './waves.ts';
