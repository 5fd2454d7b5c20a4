import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What an installation keeps for itself between starts. */
export type InstallationSecrets = {
  rootSecret: string;
  writeKey: string;
  secretKey: string;
  apiKey: string;
  adminPassword: string;
  databasePassword: string;
};

/** Reads the secrets of a data folder, making them at the first start. Readable by the owner only. */
export async function openInstallation(dataDir: string): Promise<InstallationSecrets> {
  await mkdir(dataDir, { recursive: true });
  const file = join(dataDir, 'secrets.json');
  const known = await readJson<Partial<InstallationSecrets>>(file);
  const secrets: InstallationSecrets = {
    rootSecret: known?.rootSecret ?? randomText(48),
    writeKey: known?.writeKey ?? `pk_${randomText(18)}`,
    secretKey: known?.secretKey ?? `sk_${randomText(24)}`,
    apiKey: known?.apiKey ?? `ak_${randomText(24)}`,
    adminPassword: known?.adminPassword ?? randomText(12),
    databasePassword: known?.databasePassword ?? randomText(24),
  };
  if (JSON.stringify(known) !== JSON.stringify(secrets)) await writePrivate(file, secrets);
  return secrets;
}

export async function readJson<T>(file: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Error(`${file} cannot be read: ${(error as Error).message}`);
  }
}

/** Writes a file whole or not at all, for the owner's eyes. */
export async function writePrivate(file: string, value: unknown): Promise<void> {
  const draft = `${file}.${process.pid}.tmp`;
  await writeFile(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, file);
}

function randomText(bytes: number): string {
  return randomBytes(bytes).toString('base64url').replace(/[-_]/g, 'x');
}
