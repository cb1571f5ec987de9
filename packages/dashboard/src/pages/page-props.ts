import type { LiveModel, SiteSummary } from '@passerby/wire';
import type { Api } from '../api/client.ts';
import type { Theme } from '../state/theme.ts';
import type { ChangeView } from '../state/use-view.ts';
import type { View } from '../state/view.ts';

/** What each page of a site is given. */
export interface PageProps {
  api: Api;
  view: View;
  site: SiteSummary;
  /** What happens now; null while it is not known. */
  live: LiveModel | null;
  theme: Theme;
  changeView: ChangeView;
  /** A shared link opened the page. */
  isShared: boolean;
  onLocked: () => void;
}
