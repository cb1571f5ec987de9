import { expect, it } from 'vitest';
import { createTrust } from './trusted-proxies.ts';

it('trusts the addresses and networks of the list, in whatever order they are asked for', () => {
  const trusts = createTrust(['10.0.0.0/8', '192.0.2.7', '2001:db8::/32']);
  const asked = [
    '10.1.2.3',
    '10.1.2.3',
    '11.0.0.1',
    '192.0.2.7',
    '192.0.2.8',
    '10.1.2.3',
    '2001:db8::9',
    '::1',
  ];
  expect(asked.map((address) => trusts(address, 0))).toEqual([
    true,
    true,
    false,
    true,
    false,
    true,
    true,
    false,
  ]);
});
