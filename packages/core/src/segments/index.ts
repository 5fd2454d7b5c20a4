export { builtInSegments, segmentRule } from './built-in.ts';
export { explainMembership } from './explain-membership.ts';
export {
  countMatches,
  countMembers,
  findMatches,
  findMatchesWithin,
  readSegmentsOf,
  segmentCondition,
} from './find-matches.ts';
export { personData } from './person-data.ts';
export { previewSegment } from './preview.ts';
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
