import { describe, expect, it } from 'vitest';
import { parseView } from '../state/view.ts';
import { activeQuery, listQuery, pulseQuery, seriesQuery } from './queries.ts';

const view = parseView('?site=shop.example&range=28d&country=DE');

describe('the queries of a view', () => {
  it('all ask for its site, range and filters', () => {
    for (const query of [pulseQuery(view), seriesQuery(view, '2026-11-22'), listQuery(view, 'event:page')]) {
      expect(query).toMatchObject({
        site_id: 'shop.example',
        date_range: '28d',
        filters: [['is', 'visit:country', ['DE']]],
      });
    }
  });

  it('ask for hours of one day and for days of a longer range', () => {
    expect(seriesQuery(view, '2026-11-22').dimensions).toEqual(['time:day']);
    expect(seriesQuery(parseView('?range=day'), '2026-11-22').dimensions).toEqual(['time:hour']);
  });

  it('leave page views and engagement out of the list of events', () => {
    expect(listQuery(view, 'event:name')).toMatchObject({
      metrics: ['events'],
      filters: [
        ['is', 'visit:country', ['DE']],
        ['is_not', 'event:name', ['pageview', 'engagement']],
      ],
    });
  });

  it('count as active who was there in the last five minutes', () => {
    expect(activeQuery('shop.example', new Date('2026-11-22T10:00:00Z')).date_range).toEqual([
      '2026-11-22T09:55:00.000Z',
      '2026-11-22T10:00:00.000Z',
    ]);
  });
});
