// What is bundled has its types inside. Those of `vitest` and `jest` are a few lines about matchers of `index`: see
// copy-types.sh.
module.exports = {
  compilationOptions: { preferredConfigPath: 'tsconfig.json' },
  entries: ['index', 'msw', 'playwright', 'collector'].map((name) => ({
    filePath: `dist/tsc/${name}.d.ts`,
    outFile: `dist/${name}.d.ts`,
    libraries: { inlinedLibraries: ['@passerby/collector'] },
    output: { noBanner: true, exportReferencedTypes: false },
  })),
};
