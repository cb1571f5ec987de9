export type { Batch, Event } from '@passerby/collector/testing';
export type { Fault, FaultPresets, PageFault, RequestFault } from './faults.ts';
export { faults } from './faults.ts';
export { bridgeBeacons } from './msw/bridge-beacons.ts';
export { failInPage } from './msw/fail-in-page.ts';
export { passerbyHandlers } from './msw/passerby-handlers.ts';
export type { PasserbyHandlersOptions } from './msw/passerby-handlers.ts';
