export { builtInSegments, segmentRule } from './built-in.ts';
export { canBeMember } from './compile.ts';
export { compareProperty, type Moment } from './compile-comparison.ts';
export { evaluateMarked, type MembershipChange, type MembershipListener } from './evaluate-marked.ts';
export { explainMembership } from './explain-membership.ts';
export { countMatches, findMatches, findMatchesWithin } from './find-matches.ts';
export { followTime } from './follow-time.ts';
export { forgetSegmentChanges } from './forget-changes.ts';
export { keepMemberships } from './keep-memberships.ts';
export { readSegmentsOf, segmentCondition } from './kept-members.ts';
export { markAsImported } from './mark-cause.ts';
export { readMemberCounts } from './member-counts.ts';
export { personData } from './person-data.ts';
export { previewSegment } from './preview.ts';
export { findChanged, readChanges } from './read-changes.ts';
export { clausesOf } from './references.ts';
export { segmentsStep } from './segments-step.ts';
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
