import { expect, it } from 'vitest';
import { toValueName } from './value-name.ts';

it('names countries and leaves what is none as it is', () => {
  expect(toValueName('visit:country', 'DE')).toBe('Germany');
  expect(toValueName('visit:country', 'ZZZZ')).toBe('ZZZZ');
  expect(toValueName('visit:country', '<b>')).toBe('<b>');
});

it('names devices, and never what an object brings along', () => {
  expect(toValueName('visit:device', 'mobile')).toBe('Mobile');
  expect(toValueName('visit:device', 'constructor')).toBe('constructor');
});

it('has a name for nothing', () => {
  expect(toValueName('visit:source', '')).toBe('Direct');
  expect(toValueName('visit:country', '')).toBe('Unknown');
});

it('makes blanks visible and changes no other value', () => {
  expect(toValueName('event:page', '  ')).toBe('"  "');
  expect(toValueName('event:page', '/<script>')).toBe('/<script>');
});
