import type { PageProps } from '../pages/page-props.ts';
import { useAnswer } from '../report/use-answer.ts';

/** How many names are proposed, those of most events first. */
const mostNames = 100;

/** The names of the properties that the events of the view have. */
export function usePropertyNames({
  api,
  view,
  onLocked,
}: Pick<PageProps, 'api' | 'view' | 'onLocked'>): string[] {
  const { content } = useAnswer<string[]>({
    api,
    key: JSON.stringify([view.site, view.range, view.filters]),
    async load(signal) {
      const { results } = await api.query(
        {
          site_id: view.site ?? '',
          date_range: view.range,
          metrics: ['events'],
          dimensions: ['event:props'],
          filters: view.filters,
          pagination: { limit: mostNames },
        },
        signal,
      );
      return results.map(({ dimensions }) => dimensions[0] ?? '');
    },
    onLocked,
  });
  return content ?? [];
}
