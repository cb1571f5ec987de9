// @passerby/wire is private, so its types have to be inside.
module.exports = {
  compilationOptions: { preferredConfigPath: 'tsconfig.json' },
  entries: ['testing', 'plan'].map((name) => ({
    filePath: `dist/modules/${name}/index.d.ts`,
    outFile: `dist/${name}.d.ts`,
    libraries: { inlinedLibraries: ['@passerby/wire'] },
    output: { noBanner: true, exportReferencedTypes: false },
  })),
};
