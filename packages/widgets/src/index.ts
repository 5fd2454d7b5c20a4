'use client';

export * from './newsletter/index.ts';
