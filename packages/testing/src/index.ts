export type { Event } from '@passerby/collector/testing';
export type { ExpectedProps, ExpectedValue } from './expectation/match.ts';
export type { ExpectedPlan } from './expectation/off-plan.ts';
export type { Fault, FaultPresets } from './faults.ts';
export { faults } from './faults.ts';
export { createTestTracker } from './unit/create-test-tracker.ts';
export type { TestTracker, TestTrackerOptions } from './unit/create-test-tracker.ts';
export { matchers } from './unit/matchers.ts';
export type { MatcherResult, TimesExpectation, TrackerMatchers } from './unit/matchers.ts';
