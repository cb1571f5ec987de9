// @passerby/wire is private, so its types have to be inside.
module.exports = {
  compilationOptions: { preferredConfigPath: 'tsconfig.json' },
  entries: [
    {
      filePath: 'dist/modules/testing/index.d.ts',
      outFile: 'dist/testing.d.ts',
      libraries: { inlinedLibraries: ['@passerby/wire'] },
      output: { noBanner: true, exportReferencedTypes: false },
    },
  ],
};
