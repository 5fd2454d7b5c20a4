export { createSignIn, type SignIn } from './admin/sign-in.ts';
export { createApp } from './app.ts';
export type { ApiDeps, RateLimits } from './deps.ts';
export { clientAddress } from './http/client-address.ts';
export { healthRoutes, type MetricsAccess, metricsRoutes } from './http/health.ts';
export { type ApiMetrics, createApiMetrics } from './http/metrics.ts';
export { accountUrl } from './pages/account.ts';
export { setUpUrl } from './pages/set-up.ts';
