import { startLiteTracker } from './lite-tracker.ts';
import { runScriptTag } from './script-tag.ts';

runScriptTag(startLiteTracker);
