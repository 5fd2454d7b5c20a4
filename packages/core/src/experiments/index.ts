export { assignAll, assignVariation, variationsOf } from './assign.ts';
export { chooseWinner, type Decided, decideDue } from './decide.ts';
export { personData } from './person-data.ts';
export {
  changeDecideAfter,
  createExperiment,
  type Experiment,
  type NewExperiment,
  readExperiment,
  type StoredOwner,
  startExperiment,
} from './stored-experiments.ts';
