import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

// Preloaded into a collector under test (`node --import`): what it waits for five minutes or more, it waits a quarter of a
// second, so that what it does now and then is seen to be done.

const longMs = 300_000;
const shortMs = 250;
const { setTimeout } = timers;

timers.setTimeout = (ms, ...given) => setTimeout(ms >= longMs ? shortMs : ms, ...given);
syncBuiltinESMExports();
