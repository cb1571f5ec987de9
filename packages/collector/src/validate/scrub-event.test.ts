import { expect, it } from 'vitest';
import { scrubEvent } from './scrub-event.ts';

it('keeps what we would store, and cuts the query and the fragment off URLs', () => {
  const event = {
    id: 'nope',
    type: 'event',
    name: 'signup',
    url: 'https://shop.example/a?token=secret#ada',
    referrer: 'https://mail.example/?user=ada',
    props: { plan: 'pro', seats: 3, ok: true },
  };
  expect(JSON.parse(scrubEvent(event).text)).toEqual({
    ...event,
    url: 'https://shop.example/a',
    referrer: 'https://mail.example/',
  });
});

it('drops fields that no event has', () => {
  expect(
    scrubEvent({ id: 'a', email: 'ada@example.com', ip: '192.0.2.1', __proto__: { url: 'x' } }).text,
  ).toBe('{"id":"a"}');
});

it('cuts long texts and keys, and what is nested deeper than props', () => {
  const scrubbed = JSON.parse(
    scrubEvent({ title: 'x'.repeat(9_000), props: { ['k'.repeat(999)]: { deep: [1] }, list: [1] } }).text,
  ) as { title: string; props: Record<string, unknown> };
  expect(scrubbed.title).toHaveLength(256);
  expect(Object.entries(scrubbed.props)).toEqual([
    ['k'.repeat(256), '{…}'],
    ['list', '[…]'],
  ]);
});

it('is small and JSON whatever was sent', () => {
  let nested: unknown = 'x';
  for (let depth = 0; depth < 50_000; depth++) nested = [nested];
  const wide = Object.fromEntries(Array.from({ length: 9_000 }, (_, key) => [`k${key}`, 'v'.repeat(999)]));
  for (const sent of [null, 7, 'text', true, [1, 2], nested, { url: 7, props: wide }, { props: nested }]) {
    const { text } = scrubEvent(sent);
    expect(() => JSON.parse(text) as unknown).not.toThrow();
    expect(text.length).toBeLessThan(20_000);
  }
});

it('keeps an event within the limits whole, with the parameters that the site keeps', () => {
  const event = {
    url: `https://shop.example/${'a'.repeat(900)}?q=1&token=secret`,
    props: { p: 'x'.repeat(1024) },
  };
  const { text, isWhole } = scrubEvent(event, ['q']);
  expect(isWhole).toBe(true);
  expect(JSON.parse(text)).toEqual({ ...event, url: event.url.replace('&token=secret', '') });
  for (const cut of [
    { title: 'x'.repeat(1025) },
    { props: { deep: [1] } },
    { props: Object.fromEntries(Array.from({ length: 61 }).entries()) },
  ]) {
    expect(scrubEvent(cut).isWhole).toBe(false);
  }
});
