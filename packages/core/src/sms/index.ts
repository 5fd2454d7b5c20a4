export { forgetReceivedSms } from './forget-received.ts';
export { readSmsOptOut, stopSmsByLink } from './opt-out.ts';
export { personData } from './person-data.ts';
export { listReceivedSms } from './read-received.ts';
export { type IncomingSms, receiveSms } from './receive-sms.ts';
