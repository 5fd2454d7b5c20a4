import { Presets, SingleBar } from 'cli-progress';

export type Progress = { update(done: number): void; setTotal(total: number): void; stop(): void };

/** A progress bar in a terminal; in a file or pipe nothing but the final words. */
export function progressBar(label: string, total: number): Progress {
  if (!process.stderr.isTTY || total === 0) return { update() {}, setTotal() {}, stop() {} };
  const bar = new SingleBar(
    {
      format: `${label} {bar} {percentage} %  {value}/{total}  {eta_formatted} left`,
      hideCursor: true,
      stream: process.stderr,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0);
  return { update: (done) => bar.update(done), setTotal: (value) => bar.setTotal(value), stop: () => bar.stop() };
}
