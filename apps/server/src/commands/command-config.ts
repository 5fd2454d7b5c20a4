import type { Command } from 'commander';
import { type Config, readConfig } from '../config.ts';

/** The configuration, and the tenant given with `--tenant`. */
export type CommandConfig = Config & { tenant?: string | undefined };

/** @param program the root, where `--tenant` is declared */
export function readCommandConfig(program: Command): CommandConfig {
  return { ...readConfig(), tenant: program.opts<{ tenant?: string }>().tenant };
}
