export { DeliveryPage } from './delivery/delivery-page.tsx';
export { PlanPage } from './plan/plan-page.tsx';
export { SettingsPage } from './settings/settings-page.tsx';
