import { useState } from 'preact/hooks';

// `react` in the script-tag build.
export * from 'preact/hooks';

let ids = 0;

/**
 * Preact's own `useId` begins with the same id in every root. Two widgets with the attribute `light` are two roots in
 * one document, where ids must differ.
 */
export const useId = (): string => useState(() => `beckon${ids++}`)[0];
