import { describe, expect, it } from 'vitest';
import { noRules, toSiteRules } from './site-rules.ts';

describe('the rules of a site', () => {
  it('come in one spelling, each once', () => {
    expect(
      toSiteRules({
        hostnames: ['Shop.Example', 'shop.example', '*.Shop.example', 'münchen.example', '127.0.0.1'],
        excludedPaths: ['/admin/**', '/admin/**'],
        keptParameters: ['q', 'page', 'q'],
      }),
    ).toEqual({
      hostnames: ['shop.example', '*.shop.example', 'xn--mnchen-3ya.example', '127.0.0.1'],
      excludedPaths: ['/admin/**'],
      keptParameters: ['q', 'page'],
    });
  });

  it.each(['', '*', '*.', 'a b', 'https://shop.example', 'shop.example/a', 'shop.example:80', 'a.*.b', '-a'])(
    'name no host "%s"',
    (hostname) => {
      expect(() => toSiteRules({ ...noRules, hostnames: [hostname] })).toThrow(
        /is not a host name; give one such as www\.shop\.example/,
      );
    },
  );

  it.each(['', 'admin', '*', '/a?b', '/a#b', '/a b'])('exclude no path "%s"', (glob) => {
    expect(() => toSiteRules({ ...noRules, excludedPaths: [glob] })).toThrow(/is not a path; give one/);
  });

  it.each(['', 'a=b', 'a&b', '?a', 'a b'])('keep no parameter "%s"', (name) => {
    expect(() => toSiteRules({ ...noRules, keptParameters: [name] })).toThrow(
      /is not the name of a query parameter/,
    );
  });

  it('are bounded in number and length', () => {
    const many = Array.from({ length: 101 }, (_, index) => `p${index}`);
    expect(() => toSiteRules({ ...noRules, keptParameters: many })).toThrow('101 kept parameters');
    expect(() => toSiteRules({ ...noRules, excludedPaths: [`/${'a'.repeat(256)}`] })).toThrow(
      '256 characters',
    );
  });
});
