export type { Arrival, Event, NetworkFault, TestLedger } from '@passerby/collector/testing';
export type { ExpectedProps, ExpectedValue } from './expectation/match.ts';
export type { ExpectedPlan } from './expectation/off-plan.ts';
export type { Fault, FaultPresets } from './faults.ts';
export { faults } from './faults.ts';
export { expect, test } from './playwright/fixtures.ts';
export type { TrackedFixtures } from './playwright/fixtures.ts';
export type { EventExpectation, TrackedMatchers } from './playwright/matchers.ts';
export type { Tracked } from './playwright/tracked.ts';
