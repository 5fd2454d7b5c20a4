'use client';

export type { PushPermissionState, PushPlace } from '../push/subscription.ts';
export { PushPermission, type PushPermissionProps } from './push-permission.tsx';
export type { PushPermissionTexts } from './texts/index.ts';
export { type PushPermissionOptions, usePushPermission } from './use-push-permission.ts';
