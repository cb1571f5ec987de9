import 'zone.js';
import { provideZoneChangeDetection } from '@angular/core';
import { expect, test } from 'vitest';
import { countChangeDetections } from '../test/count-change-detections.ts';

test('triggers no change detection by what zone.js patches (posthog-js#4969, analytics-angular#3)', async () => {
  expect(await countChangeDetections(provideZoneChangeDetection())).toEqual({ ofTracker: 0, ofApp: 1 });
});
