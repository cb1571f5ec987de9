import picomatch from 'picomatch';
import type { SiteRules } from '../control/site-rules.ts';
import { toPageAddress } from '../enrich/page-address.ts';
import type { Invalid } from './validate-event.ts';

type FindUncounted = (url: string) => Invalid | undefined;

/** Paths are no file names: a dot is a letter, and so is whatever else a shell would read as a pattern. */
const globOptions = { dot: true, nobrace: true, nobracket: true, noextglob: true, nonegate: true };

/** The rules of a site come from its cache, the same object for a second or longer. */
const compiled = new WeakMap<SiteRules, FindUncounted | undefined>();

/** Answers why the site's operator does not want an event of this page; `undefined` where there are no such rules. */
export function createFindUncounted(rules: SiteRules, siteKey: string): FindUncounted | undefined {
  if (rules.hostnames.length === 0 && rules.excludedPaths.length === 0) return undefined;
  let find = compiled.get(rules);
  if (!find) {
    find = compile(rules, siteKey);
    compiled.set(rules, find);
  }
  return find;
}

function compile({ hostnames, excludedPaths }: SiteRules, siteKey: string): FindUncounted {
  const hosts = new Set(hostnames.filter((name) => !name.startsWith('*.')));
  const suffixes = hostnames.filter((name) => name.startsWith('*.')).map((name) => name.slice(1));
  const isExcluded = excludedPaths.length > 0 ? picomatch(excludedPaths, globOptions) : () => false;
  return (text) => {
    const { hostname, path } = toPageAddress(new URL(text));
    if (hostnames.length > 0 && !hosts.has(hostname) && !suffixes.some((end) => hostname.endsWith(end))) {
      return {
        code: 'hostname_not_allowed',
        message: `url: pages of ${hostname.slice(0, 80)} are not counted for ${siteKey}; allow the host by "passerby site set ${siteKey} --hostname …"`,
      };
    }
    if (isExcluded(path)) {
      return {
        code: 'path_excluded',
        message: `url: the operator of ${siteKey} does not count this path; "passerby site list" shows the rule`,
      };
    }
    return undefined;
  };
}
