import type { RejectedEvent } from '@passerby/wire';
import { expect, test } from 'vitest';
import { countViolations } from './count-violations.ts';

const rejected = (code: string, name: unknown, message = ''): RejectedEvent => ({
  receivedAt: 0,
  code,
  message,
  id: '',
  event: JSON.stringify({ name }),
});

test('what the plan rejected or reported is counted by name, with the latest words', () => {
  const given = [
    rejected('plan_reported', 'signup', 'the latest'),
    rejected('plan_violation', 'sign_up'),
    rejected('invalid_props', 'signup'),
    rejected('plan_violation', 'sign_up'),
    rejected('plan_violation', 'signup', 'one before'),
    rejected('plan_violation', 'signup'),
    { ...rejected('plan_violation', ''), event: '{"name":"cut sho' },
  ];
  expect(countViolations(given)).toEqual([
    { name: 'signup', code: 'plan_reported', message: 'the latest', count: 3 },
    { name: 'sign_up', code: 'plan_violation', message: '', count: 2 },
    { name: '…', code: 'plan_violation', message: '', count: 1 },
  ]);
});
