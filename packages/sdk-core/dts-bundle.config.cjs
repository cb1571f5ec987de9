// @passerby/wire is private, so its types have to be inside.
const entry = (outFile) => ({
  filePath: 'dist/tsc/index.d.ts',
  outFile,
  libraries: { inlinedLibraries: ['@passerby/wire'] },
  output: { noBanner: true, exportReferencedTypes: false },
});

module.exports = {
  compilationOptions: { preferredConfigPath: 'tsconfig.json' },
  entries: [entry('dist/index.d.ts'), entry('dist/index.d.cts')],
};
