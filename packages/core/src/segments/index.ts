export { countMatches, findMatches } from './find-matches.ts';
export { readSegmentsOf, segmentRule, segments } from './segments.ts';
