import { type SpawnOptions, spawn } from 'node:child_process';

/** Runs a program to its end. @throws Error with what it said when it fails */
export function runProgram(program: string, args: string[], options: SpawnOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const said: Buffer[] = [];
    child.stdout?.on('data', (text: Buffer) => said.push(text));
    child.stderr?.on('data', (text: Buffer) => said.push(text));
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(`${[program, ...args].join(' ')} ended with ${code}:\n${Buffer.concat(said).toString().trim()}`),
        );
    });
  });
}
