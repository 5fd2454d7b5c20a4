/** Types, lint and format: all checks that neither build nor run anything. */
export const staticChecks: [program: string, args: string[]][] = [
  ['tsc', ['-p', 'tsconfig.node.json']],
  ['tsc', ['-p', 'tsconfig.browser.json']],
  ['biome', ['check', '--error-on-warnings', '.']],
];
