import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { address, header, query } from '../test/arbitraries.ts';
import { noRules } from './control/site-rules.ts';
import { toAddress } from './enrich/address.ts';
import { readClientHints } from './enrich/client-hints.ts';
import { parseUserAgent } from './enrich/user-agent.ts';
import { toNetwork } from './enrich/visitor.ts';
import { openWhereabouts } from './enrich/open-whereabouts.ts';
import { RequestError } from './errors.ts';
import { toRange } from './query/date-range.ts';
import { validateQuery } from './query/validate-query.ts';

// The part of test/fuzz.test.ts that needs no server.

it('9,000 senders of any headers are browsers, bots or unknown, and never a failure', async () => {
  const { of: whereaboutsOf } = await openWhereabouts({});
  fc.assert(
    fc.property(header, header, header, header, address, (userAgent, brands, mobile, platform, ip) => {
      const hints = readClientHints({
        'sec-ch-ua': brands,
        'sec-ch-ua-mobile': mobile,
        'sec-ch-ua-platform': platform,
      });
      for (const value of Object.values(parseUserAgent(userAgent, hints))) expect(value).toBeTypeOf('string');
      expect(whereaboutsOf(toAddress(ip)).country).toMatch(/^([A-Z]{2})?$/);
      expect(toNetwork(toAddress(ip))).toBeTypeOf('string');
    }),
    { numRuns: 9_000 },
  );
}, 60_000);

const site = {
  id: 1,
  key: 'shop.example',
  origins: [],
  timezone: 'Europe/Berlin',
  rules: noRules,
  limits: {},
  isSampled: false,
  createdAt: 0,
};

/** As which a query would be answered; whatever else is thrown is a defect. */
function statusOf(body: unknown): number {
  try {
    const { from, to } = toRange(validateQuery(body).date_range, site);
    return from.isValid && to.isValid ? 200 : 500;
  } catch (error) {
    if (error instanceof RequestError) return error.status;
    throw error;
  }
}

it('19,500 queries have a range, or are refused with the reason', () => {
  fc.assert(
    fc.property(fc.oneof({ weight: 9, arbitrary: query }, fc.jsonValue({ maxDepth: 4 })), (body) => {
      expect(statusOf(body)).toBeOneOf([200, 400]);
    }),
    { numRuns: 19_500 },
  );
}, 60_000);
