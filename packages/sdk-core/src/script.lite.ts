import { startLiteTracker, type LiteSettings } from './lite-tracker.ts';
import { runScriptTag } from './script-tag.ts';
import { sdkName } from './sdk-name.ts';

runScriptTag<LiteSettings>({ pageViews: 'path', automation: 'tag', sdk: sdkName }, startLiteTracker);
