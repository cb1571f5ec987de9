import { runScriptTag } from './script-tag.ts';
import { createTracker } from './tracker.ts';

runScriptTag(createTracker);
