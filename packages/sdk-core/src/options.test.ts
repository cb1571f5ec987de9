import { expect, test } from 'vitest';
import type { TrackerOptions } from './options.ts';
import { createTracker } from './tracker.ts';

const good = { site: 'shop.example', endpoint: 'https://stats.example' };

test('takes undefined for not given, as frameworks pass it on', () => {
  const options = { ...good, flushAfterMs: undefined, sdk: undefined, pageViews: undefined };
  expect(() => createTracker(options as unknown as TrackerOptions).close()).not.toThrow();
});

test.each([
  [{ site: '' }, 'give a site and an http(s) endpoint'],
  [{ site: '€'.repeat(86) }, 'site must be a text of 1 to 256 bytes'],
  [{ site: undefined }, 'give a site and an http(s) endpoint'],
  [{ endpoint: undefined }, 'give a site and an http(s) endpoint'],
  [{ endpoint: 'stats.example' }, 'give a site and an http(s) endpoint'],
  [{ endpoint: '/stats' }, 'give a site and an http(s) endpoint'],
  [{ endpoint: 'ftp://stats.example' }, 'give a site and an http(s) endpoint'],
  [{ endpoint: 'https://stats.example/?a=1' }, 'endpoint must have no query and no fragment'],
  [{ pageViews: 'url' }, 'pageViews must be one of path, query, hash, false'],
  [{ consent: 'yes' }, 'consent must be one of granted, pending, denied'],
  [{ automation: true }, 'automation must be one of send, tag, drop'],
  [{ sampleRate: 0 }, 'sampleRate must be a number above 0, at most 1'],
  [{ sampleRate: 10 }, 'sampleRate must be'],
  [{ keepQuery: 'q' }, 'keepQuery must be an array of names, or true'],
  [{ beforeSend: 'x' }, 'beforeSend must be a function'],
  [{ ignoreGpc: 'no' }, 'ignoreGpc must be one of true, false'],
  [{ flushAfter: 1 }, 'there is no option flushAfter'],
  [{ flushAfterMs: -1 }, 'flushAfterMs must be a whole number, 0 to 3600000'],
  [{ flushAfterMs: '5000' }, 'flushAfterMs must be'],
  [{ maxBatchEvents: 501 }, 'maxBatchEvents must be a whole number, 1 to 500'],
  [{ maxBatchEvents: NaN }, 'maxBatchEvents must be'],
  [{ maxQueueEvents: 0 }, 'maxQueueEvents must be a whole number, 1 to 10000'],
  [{ sdk: '' }, 'sdk must be a text of 1 to 256 bytes'],
])('throws the fix for %j', (bad, message) => {
  expect(() => createTracker({ ...good, ...bad } as TrackerOptions)).toThrow(
    expect.objectContaining({ name: 'TypeError', message: expect.stringContaining(`passerby: ${message}`) }),
  );
});
