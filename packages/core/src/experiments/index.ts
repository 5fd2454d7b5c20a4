export { assignAll, assignVariation, drawVariations, variationsOf } from './assign.ts';
export { type CountedRate, compareRates } from './compare-rates.ts';
export { chooseWinner, type Decided, decideDue } from './decide.ts';
export { keepHoldoutCounts, reportHoldout } from './holdout.ts';
export { keepTallies } from './kept-tallies.ts';
export { personData } from './person-data.ts';
export { listExperiments, reportExperiment } from './report.ts';
export {
  changeDecideAfter,
  createExperiment,
  type Experiment,
  type NewExperiment,
  readExperiment,
  type StoredOwner,
  startExperiment,
} from './stored-experiments.ts';
