'use client';

export { PreferenceCenter, type PreferenceCenterProps } from './preference-center.tsx';
export type { PreferenceCenterTexts } from './texts/index.ts';
export { type PreferencesOptions, type PreferencesState, usePreferences } from './use-preferences.ts';
