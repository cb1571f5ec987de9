import { TextEncoder } from 'node:util';
import { expect } from '@jest/globals';
import type { TrackerMatchers } from './index.ts';
import { matchers } from './unit/matchers.ts';

// The tracker needs it, browsers and Node have it, Jest's jsdom hides it (https://github.com/jsdom/jsdom/issues/2524).
globalThis.TextEncoder ??= TextEncoder;

expect.extend(matchers);

declare module 'expect' {
  // oxlint-disable-next-line no-unused-vars -- as it is declared there
  interface Matchers<R extends void | Promise<void>, T = unknown> extends TrackerMatchers {}
}

declare global {
  // Of those who take the globals of @types/jest.
  namespace jest {
    // oxlint-disable-next-line no-unused-vars, typescript/no-empty-object-type -- as it is declared there
    interface Matchers<R, T = {}> extends TrackerMatchers {}
  }
}

export type { ExpectedProps, ExpectedValue, TimesExpectation, TrackerMatchers } from './index.ts';
