import { expect, it } from 'vitest';
import { toValueName } from './value-name.ts';

it('names countries and leaves what is none as it is', () => {
  expect(toValueName('visit:country', 'DE')).toBe('Germany');
  expect(toValueName('visit:country', 'ZZZZ')).toBe('ZZZZ');
  expect(toValueName('visit:country', '<b>')).toBe('<b>');
});

it('says of which country a region is', () => {
  expect(toValueName('visit:region', 'US-CA')).toBe('US-CA, United States');
  expect(toValueName('visit:region', 'Bavaria')).toBe('Bavaria');
  expect(toValueName('visit:region', '<b>-1')).toBe('<b>-1');
  expect(toValueName('visit:region', '')).toBe('Unknown');
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

it('reads what an address had to encode, and leaves what is no UTF-8', () => {
  expect(toValueName('event:page', '/caf%C3%A9/%D9%85')).toBe('/café/م');
  expect(toValueName('event:page', '/100%')).toBe('/100%');
  expect(toValueName('visit:source', 'caf%C3%A9')).toBe('caf%C3%A9');
});
