import { DateTime } from 'luxon';
import { expect, it } from 'vitest';
import { createAnswerCache } from './answer-cache.ts';
import { choosePlan } from './plan.ts';

it('asks at once which sessions are one and which days are folded', async () => {
  const asked: string[] = [];
  const clickhouse = {
    select: <Row>({ query }: { query: string }): Promise<Row[]> => {
      asked.push(query);
      return Promise.resolve([]);
    },
  };
  const to = DateTime.utc().startOf('day');
  const planning = choosePlan(
    {
      query: { site_id: 'shop.example', metrics: ['visits', 'bounce_rate'], date_range: '30d' },
      site: { id: 1, timezone: 'UTC', isSampled: false, limits: {} },
      range: { from: to.minus({ days: 30 }), to },
      goals: [],
    },
    { clickhouse, answers: createAnswerCache({ maxBytes: 0 }) },
  );
  expect(asked.map((query) => /FROM (\w+)/.exec(query)?.[1])).toEqual(['session_merges', 'day_folds']);
  expect((await planning).plan).toBe('events');
});
