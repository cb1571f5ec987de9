import { expect, it } from 'vitest';
import { noRules } from '../control/site-rules.ts';
import { readClientHints } from './client-hints.ts';
import { toKeptFacts } from './kept-facts.ts';
import { parseUserAgent } from './user-agent.ts';
import { nowhere } from './whereabouts.ts';

it('of a forged referrer nothing is kept for a replay', () => {
  const toReferrer = (isForged: boolean): string | undefined =>
    toKeptFacts(
      { url: 'https://shop.example/', referrer: 'https://forged.example/' },
      {
        batch: { site: 'shop.example', sentAt: 1 },
        site: {
          id: 1,
          key: 'shop.example',
          origins: [],
          timezone: 'UTC',
          rules: noRules,
          limits: {},
          isSampled: false,
          createdAt: 0,
        },
        sender: {
          ...nowhere,
          userAgent: parseUserAgent('', readClientHints({})),
          bot: '',
          user: '0',
          isIdentified: false,
          hash: () => ({ visitor: '1', previous: undefined }),
        },
        receivedAt: 2,
        isSpam: () => isForged,
      },
    ).source?.referrer;
  expect([toReferrer(true), toReferrer(false)]).toEqual(['', 'https://forged.example/']);
});
