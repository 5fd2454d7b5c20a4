export { putTopics, readTopics } from './topics.ts';
export { wantTopics } from './want-topics.ts';
