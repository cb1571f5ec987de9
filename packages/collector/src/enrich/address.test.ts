import { expect, it } from 'vitest';
import { isThisMachine, toAddress } from './address.ts';

it.each([
  ['192.0.2.1', '192.0.2.1'],
  ['192.0.2.1:5678', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['[::ffff:192.0.2.1]:443', '192.0.2.1'],
  ['2001:db8::1', '2001:db8::1'],
  ['[2001:db8::1]', '2001:db8::1'],
  ['[2001:db8::1]:5678', '2001:db8::1'],
  ['2001:0DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['unknown', 'unknown'],
  ['', ''],
])('reads the address %j as %j', (text, address) => {
  expect(toAddress(text)).toBe(address);
});

it.each([
  ['127.0.0.1', true],
  ['127.8.9.10:5678', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['12.7.0.1', false],
  ['1270.0.0.1', false],
  ['192.0.2.127', false],
  ['2001:db8::1', false],
  ['unknown', false],
  ['', false],
])('takes %j for this machine: %s', (text, isOwn) => {
  expect(isThisMachine(text)).toBe(isOwn);
});
