export { startTestCollector } from '@passerby/collector/testing';
export type {
  Arrival,
  Event,
  NetworkFault,
  Refusal,
  TestCollector,
  TestCollectorOptions,
  TestLedger,
} from '@passerby/collector/testing';
