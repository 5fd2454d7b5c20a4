export { keepPinnedFiles, type PinnedFile, readPinnedFile } from './pinned-files.ts';
export { openRootSecrets } from './root-secrets.ts';
