import type { ComponentType } from 'preact';
import type { PageName } from '../state/view.ts';
import { lazily } from './lazily.tsx';
import { OverviewPage } from './overview-page.tsx';
import type { PageProps } from './page-props.ts';

const tables = lazily(async () => (await import('../table/table-page.tsx')).TablePage);

/** They share so much that they are smaller together. */
const reports = (): Promise<typeof import('../reports/report-pages.ts')> =>
  import('../reports/report-pages.ts');

const operation = (): Promise<typeof import('../operation-pages.ts')> => import('../operation-pages.ts');

export const pageOf: Record<PageName, ComponentType<PageProps>> = {
  overview: OverviewPage,
  pages: tables,
  sources: tables,
  locations: lazily(async () => (await import('../locations/locations-page.tsx')).LocationsPage),
  devices: tables,
  events: tables,
  funnels: lazily(async () => (await reports()).FunnelPage),
  paths: lazily(async () => (await reports()).PathsPage),
  retention: lazily(async () => (await reports()).RetentionPage),
  revenue: lazily(async () => (await reports()).RevenuePage),
  live: lazily(async () => (await import('../live/live-page.tsx')).LivePage),
  plan: lazily(async () => (await operation()).PlanPage),
  delivery: lazily(async () => (await operation()).DeliveryPage),
  settings: lazily(async () => (await operation()).SettingsPage),
};
