import { describe, expect, it } from 'vitest';
import { noRules } from '../control/site-rules.ts';
import { createFindUncounted } from './find-uncounted.ts';

const codeOf = (rules: Partial<typeof noRules>, url: string): string | undefined =>
  createFindUncounted({ ...noRules, ...rules }, 'shop.example')?.(url)?.code;

describe('a site without rules', () => {
  it('counts all pages, and asks nothing of them', () => {
    expect(createFindUncounted(noRules, 'shop.example')).toBeUndefined();
    expect(createFindUncounted({ ...noRules, keptParameters: ['q'] }, 'shop.example')).toBeUndefined();
  });
});

describe('a site that counts some hosts', () => {
  it.each([
    ['https://shop.example/', undefined],
    ['https://SHOP.example.:8443/a', undefined],
    ['https://de.eu.shop.test/', undefined],
    ['https://shop.test/', 'hostname_not_allowed'],
    ['https://evilshop.test/', 'hostname_not_allowed'],
    ['https://shop.example.evil.test/', 'hostname_not_allowed'],
    ['http://localhost/', 'hostname_not_allowed'],
  ])('%s: %s', (url, code) => {
    expect(codeOf({ hostnames: ['shop.example', '*.shop.test'] }, url)).toBe(code);
  });
});

describe('a site that leaves paths out', () => {
  it.each([
    ['/admin/*', '/admin/users', 'path_excluded'],
    ['/admin/*', '/admin/users/', 'path_excluded'],
    ['/admin/*', '/admin/.env', 'path_excluded'],
    ['/admin/*', '/admin/users/7', undefined],
    ['/admin/*', '/admin', undefined],
    ['/admin/**', '/admin', 'path_excluded'],
    ['/admin/**', '/admin/users/7', 'path_excluded'],
    ['/admin/**', '/administration', undefined],
    ['/**/draft', '/blog/2026/draft', 'path_excluded'],
    ['/[a]', '/a', undefined],
    ['/p', '/p?preview=1#x', 'path_excluded'],
    ['/caf%C3%A9', '/café', 'path_excluded'],
  ])('by %s: %s is %s', (glob, path, code) => {
    expect(codeOf({ excludedPaths: [glob] }, `https://shop.example${path}`)).toBe(code);
  });
});
