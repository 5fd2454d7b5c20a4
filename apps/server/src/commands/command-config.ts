import type { Command } from 'commander';
import { type Config, readConfig } from '../config.ts';

/** What a command works with: the configuration, and the shop that `--tenant` names. */
export type CommandConfig = Config & { tenant?: string | undefined };

/** @param program the root, where `--tenant` is declared */
export function readCommandConfig(program: Command): CommandConfig {
  return { ...readConfig(), tenant: program.opts<{ tenant?: string }>().tenant };
}
