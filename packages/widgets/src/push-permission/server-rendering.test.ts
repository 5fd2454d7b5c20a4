import { createElement, StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import { PushPermission } from './index.ts';

test('a server renders nothing: what a browser has said and can do is known there alone', () => {
  expect(renderToString(createElement(StrictMode, null, createElement(PushPermission, { always: true })))).toBe('');
});
