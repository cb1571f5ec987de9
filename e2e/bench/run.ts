import { benchIngest } from './ingest.ts';
import { benchLive } from './live.ts';
import { benchTrack } from './track.ts';

const benches: Record<string, (args: string[]) => Promise<void>> = {
  ingest: benchIngest,
  live: benchLive,
  track: benchTrack,
};

const [name = '', ...args] = process.argv.slice(2);
const bench = benches[name];
if (!bench) {
  console.error(`usage: npm run bench -- <${Object.keys(benches).join(' | ')}>`);
  process.exit(1);
}
await bench(args);
