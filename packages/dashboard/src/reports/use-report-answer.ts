import type { PageProps } from '../pages/page-props.ts';
import { type Answer, useAnswer } from '../report/use-answer.ts';

/** The answer to a report about the view; `more` is what the report takes beside site, range and filters. */
export function useReportAnswer<Reply>(
  { api, view, onLocked }: Pick<PageProps, 'api' | 'view' | 'onLocked'>,
  report: 'funnel' | 'paths' | 'retention' | 'revenue',
  more: object,
): Answer<Reply> {
  const body = { site_id: view.site, date_range: view.range, filters: view.filters, ...more };
  return useAnswer<Reply>({
    api,
    key: JSON.stringify([report, body]),
    load: (signal) => api.ask<Reply>(`reports/${report}`, signal, { method: 'POST', body }),
    onLocked,
  });
}
