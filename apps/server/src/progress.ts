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

/** Beside a pipe a word now and then, so that a long import does not look dead. */
const wordEvery = 10_000;

export type RowProgress = {
  update(bytes: number): void;
  stop(): void;
  /** Passes rows on and counts them. */
  watch<T>(rows: AsyncIterable<T>): AsyncGenerator<T>;
};

/** The progress of a file of rows: a bar in a terminal, else the number of rows every ten seconds. */
export function rowProgress(label: string, bytes: number, monotonic: () => number): RowProgress {
  const bar = progressBar(label, bytes);
  return {
    update: bar.update,
    stop: bar.stop,
    async *watch(rows) {
      let count = 0;
      let next = monotonic() + wordEvery;
      for await (const row of rows) {
        count++;
        if (!process.stderr.isTTY && monotonic() >= next) {
          console.error(`${label}: ${new Intl.NumberFormat('en').format(count)} rows so far`);
          next = monotonic() + wordEvery;
        }
        yield row;
      }
    },
  };
}
