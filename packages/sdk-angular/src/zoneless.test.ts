import { provideZonelessChangeDetection } from '@angular/core';
import { expect, test } from 'vitest';
import { countChangeDetections } from '../test/count-change-detections.ts';

test('triggers no change detection in a zoneless app', async () => {
  expect(await countChangeDetections(provideZonelessChangeDetection())).toEqual({ ofTracker: 0, ofApp: 1 });
});
