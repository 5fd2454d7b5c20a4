export { addCost, type CostQuery, listCosts, removeCost } from './costs.ts';
export { readRoi } from './roi.ts';
