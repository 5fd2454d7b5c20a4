export { personData } from './person-data.ts';
export { putTopics, readTopics } from './topics.ts';
export { chooseTopics, wantTopics } from './want-topics.ts';
