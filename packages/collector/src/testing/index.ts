export type { Batch, BatchContext, Event, Props, PropValue, Revenue, RejectionCode } from '@passerby/wire';
export type { Arrival, Refusal, TestLedger } from './arrivals.ts';
export type { NetworkFault } from './network-fault.ts';
export { startTestCollector } from './test-collector.ts';
export type { TestCollector, TestCollectorOptions } from './test-collector.ts';
