import { expect, it } from 'vitest';
import { createEventId, toCurlCommand, toFrameTag, toScriptTag } from './snippets.ts';

it('names the collector and the site in the script tag', () => {
  expect(toScriptTag('http://localhost:8420', 'shop.example')).toBe(
    '<script defer src="http://localhost:8420/sdk.js" data-site="shop.example"></script>',
  );
});

it('keeps a hostile site name inside its attribute', () => {
  expect(toScriptTag('http://localhost:8420', '"><b>')).toContain('data-site="&quot;&gt;&lt;b&gt;"');
});

it('keeps the address and the title of a frame inside their attributes', () => {
  expect(toFrameTag('https://stats.example/share-3#x', '"><b>')).toMatch(
    /^<iframe src="https:\/\/stats\.example\/share-3#x" title="&quot;&gt;&lt;b&gt;" /,
  );
});

it('writes a command whose body is a batch', () => {
  const command = toCurlCommand('http://localhost:8420', 'shop.example', { id: 'an-id', now: 5 });
  expect(command).toMatch(/^curl http:\/\/localhost:8420\/api\/v1\/events /);
  expect(JSON.parse(/-d '(.*)'$/.exec(command)?.[1] ?? '')).toEqual({
    site: 'shop.example',
    sentAt: 5,
    events: [{ id: 'an-id', type: 'pageview', time: 5, url: 'https://shop.example/' }],
  });
});

it('lets no quote out of the shell string', () => {
  const command = toCurlCommand('http://localhost:8420', "'; rm -rf ~; '", { id: 'an-id', now: 5 });
  expect(command).toContain(String.raw`"site":"'\''; rm -rf ~; '\''"`);
});

it('makes event ids that are UUIDs and differ', () => {
  expect(createEventId()).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  expect(createEventId()).not.toBe(createEventId());
});
