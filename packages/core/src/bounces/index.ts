export { readBounce } from './read-bounce.ts';
export { recordBounce } from './record-bounce.ts';
