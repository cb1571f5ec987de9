export { FunnelPage } from './funnel-page.tsx';
export { PathsPage } from './paths-page.tsx';
export { RetentionPage } from './retention-page.tsx';
export { RevenuePage } from './revenue-page.tsx';
