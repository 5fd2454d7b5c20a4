export { readSegmentsOf, segmentRule, segments } from './segments.ts';
