/** Types, lint and format: what is known without building or running anything. */
export const staticChecks: [program: string, args: string[]][] = [
  ['tsc', ['-p', 'tsconfig.node.json']],
  ['tsc', ['-p', 'tsconfig.browser.json']],
  ['biome', ['check', '--error-on-warnings', '.']],
];
