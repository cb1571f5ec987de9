import { benchIngest } from './ingest.ts';
import { benchTrack } from './track.ts';

const benches: Record<string, (args: string[]) => Promise<void>> = {
  ingest: benchIngest,
  track: benchTrack,
};

const [name = '', ...args] = process.argv.slice(2);
const bench = benches[name];
if (!bench) {
  console.error(`usage: npm run bench -- <${Object.keys(benches).join(' | ')}>`);
  process.exit(1);
}
await bench(args);
