// @passerby/wire is private, so its types have to be inside.
const entry = (source, outFile, noCheck = false) => ({
  filePath: `dist/tsc/${source}.d.ts`,
  outFile: `dist/${outFile}`,
  noCheck,
  libraries: { inlinedLibraries: ['@passerby/wire'] },
  output: { noBanner: true, exportReferencedTypes: false },
});

module.exports = {
  compilationOptions: { preferredConfigPath: 'tsconfig.json' },
  entries: [
    'index',
    'capture/links',
    'capture/downloads',
    'capture/forms',
    'capture/web-vitals',
    'capture/errors',
    'capture/views',
    'adapter',
    'devtools',
    'plan',
  ].flatMap((source) => {
    const name = source.replace('capture/', '');
    return [entry(source, `${name}.d.ts`), entry(source, `${name}.d.cts`, true /* the same text */)];
  }),
};
