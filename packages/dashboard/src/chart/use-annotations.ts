import type { Annotation, AnnotationsReply } from '@passerby/wire';
import type { PageProps } from '../pages/page-props.ts';
import { useAnswer } from '../report/use-answer.ts';

const none: Annotation[] = [];

/** What was noted in the range; nothing where a shared link opened the page, as such notes are the site's own. */
export function useAnnotations({
  api,
  view,
  isShared,
  onLocked,
}: Pick<PageProps, 'api' | 'view' | 'isShared' | 'onLocked'>): Annotation[] {
  const params = String(new URLSearchParams({ site_id: view.site ?? '', date_range: String(view.range) }));
  const { content } = useAnswer<AnnotationsReply>({
    api,
    key: params,
    load: (signal) =>
      isShared ? Promise.resolve({ annotations: none }) : api.ask(`annotations?${params}`, signal),
    onLocked,
  });
  return content?.annotations ?? none;
}
