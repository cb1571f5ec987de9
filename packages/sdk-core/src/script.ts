import { runScriptTag } from './script-tag.ts';
import { startTracker } from './tracker.ts';

runScriptTag(startTracker);
