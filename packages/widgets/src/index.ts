'use client';

export * from './back-in-stock/index.ts';
export * from './newsletter/index.ts';
export * from './preference-center/index.ts';
export * from './push-permission/index.ts';
