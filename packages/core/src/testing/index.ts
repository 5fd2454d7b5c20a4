export {
  createTestContext,
  TestCaptcha,
  type TestContext,
  TestDns,
  TestSender,
  type TestTenant,
  testSecrets,
  testServerUrl,
} from './context.ts';
export { TestClock } from './controlled.ts';
export { startCpuTime } from './cpu-time.ts';
export { withDatabase } from './database.ts';
export { applyAll, collect, completeErasures, drain, runReadyJobs } from './drive.ts';
export { holdContact, untilWaiting } from './hold-contact.ts';
export { createTestQueue, type Note, namesOf, note, page } from './queue.ts';
export { runs } from './runs.ts';
export { makeSubscribers } from './subscribers.ts';
export { lapseClaims, lapseLeases } from './takeover.ts';
