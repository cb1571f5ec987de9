import { describe, expect, it } from 'vitest';
import { parseView } from '../state/view.ts';
import { listQuery, pulseBeforeQuery, pulseQuery, seriesBeforeQuery, seriesQuery } from './queries.ts';

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

  it('compare with the days before, figures up to now and lines to the end', () => {
    const before = pulseBeforeQuery(view, '2026-11-22 10:00:00', 'period');
    expect(before.date_range).toEqual(['2026-09-28T00:00:00', '2026-10-25T10:00:00']);
    expect(seriesBeforeQuery(view, '2026-11-22', 'period').date_range).toEqual(['2026-09-28', '2026-10-25']);
  });
});
