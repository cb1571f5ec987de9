// What is bundled has its types inside.
module.exports = {
  compilationOptions: { preferredConfigPath: 'tsconfig.json' },
  entries: ['index', 'vitest', 'playwright', 'collector'].map((name) => ({
    filePath: `dist/tsc/${name}.d.ts`,
    outFile: `dist/${name}.d.ts`,
    libraries: { inlinedLibraries: ['@passerby/collector'] },
    output: { noBanner: true, exportReferencedTypes: false, inlineDeclareExternals: true },
  })),
};
