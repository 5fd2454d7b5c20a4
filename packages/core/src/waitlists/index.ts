export { confirmWaitlist, endEntry, keepWaiting, leaveWaitlist } from './confirm.ts';
export { expireWaitlistEntries } from './expiry.ts';
export { joinWaitlist } from './join.ts';
export { leaveOnPurchaseStep } from './leave-on-purchase.ts';
export { personData } from './person-data.ts';
export { type PlayedEntry, playWaves } from './play-waves.ts';
export { findEndedEntries, readWaitlistEntries } from './read-entries.ts';
export { waitAgain } from './restock.ts';
export { type TakenEntry, takeWaiting, type Wave, waveKey, waves } from './waves.ts';
