import { benchDashboard } from './dashboard.ts';
import { benchIngest } from './ingest.ts';
import { benchKit } from './kit.ts';
import { benchLive } from './live.ts';
import { benchQuery } from './query.ts';
import { benchTrack } from './track.ts';

const benches: Record<string, (args: string[]) => Promise<void>> = {
  dashboard: benchDashboard,
  ingest: benchIngest,
  kit: benchKit,
  live: benchLive,
  query: benchQuery,
  track: benchTrack,
};

const [name = '', ...args] = process.argv.slice(2);
const bench = benches[name];
if (!bench) {
  console.error(`usage: npm run bench -- <${Object.keys(benches).join(' | ')}>`);
  process.exit(1);
}
await bench(args);
