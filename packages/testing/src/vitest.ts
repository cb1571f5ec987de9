import { expect } from 'vitest';
import type { TrackerMatchers } from './index.ts';
import { matchers } from './unit/matchers.ts';

expect.extend(matchers);

declare module 'vitest' {
  // oxlint-disable-next-line no-unused-vars -- as it is declared there
  interface Matchers<
    R extends void | Promise<void> = void | Promise<void>,
    T = unknown,
  > extends TrackerMatchers {}
}

export type { ExpectedProps, ExpectedValue, TimesExpectation, TrackerMatchers } from './index.ts';
