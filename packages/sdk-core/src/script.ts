import { defaults, type Settings } from './options.ts';
import { runScriptTag } from './script-tag.ts';
import { startTracker } from './tracker.ts';

runScriptTag<Settings>(defaults, startTracker);
