import { rollup, type Plugin } from 'rollup';

/** What rollup makes of minified code, by the plugin or without. */
export async function buildSource(source: string, ...plugins: Plugin[]): Promise<string> {
  const bundle = await rollup({
    input: 'main',
    treeshake: false,
    plugins: [{ name: 'source', resolveId: (id) => id, load: () => source }, ...plugins],
  });
  const { output } = await bundle.generate({ format: 'es' });
  return output[0].code;
}
