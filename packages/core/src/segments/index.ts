export { builtInSegments, segmentRule } from './built-in.ts';
export { countMatches, countMembers, findMatches, readSegmentsOf, segmentCondition } from './find-matches.ts';
export { personData } from './person-data.ts';
export {
  changeMembers,
  changeSegment,
  createSegment,
  kindOf,
  readSegment,
  readSegments,
  type StoredSegment,
  toSegmentDetail,
} from './stored-segments.ts';
