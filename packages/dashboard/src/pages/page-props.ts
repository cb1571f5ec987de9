import type { LiveModel, SiteSummary } from '@passerby/wire';
import type { Api } from '../api/client.ts';
import type { Answer } from '../report/use-answer.ts';
import type { Theme } from '../state/theme.ts';
import type { ChangeView } from '../state/use-view.ts';
import type { View } from '../state/view.ts';

/** What each page of a site is given. */
export interface PageProps {
  api: Api;
  view: View;
  site: SiteSummary;
  /** What happens now. */
  live: Answer<LiveModel>;
  theme: Theme;
  changeView: ChangeView;
  /** A shared link opened the page. */
  isShared: boolean;
  /** The sites have changed. */
  reloadSites: () => void;
  onLocked: () => void;
}
