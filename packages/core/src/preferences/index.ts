export * from './authorize.ts';
export * from './change-email.ts';
export * from './change-preferences.ts';
export * from './language.ts';
export * from './links.ts';
export { wishes } from './merge-wishes.ts';
export * from './read-preferences.ts';
export * from './reduce.ts';
export * from './topics.ts';
