import { isbot } from 'isbot';

/** Why a sender is no person; empty for people. `data-centre` and `rate` are told by `knowSender`. */
export type BotReason = (typeof botReasons)[number];

export const botReasons = ['', 'user-agent', 'headless', 'automation', 'data-centre', 'rate'] as const;

/** Browsers that draw on no screen say so in the user agent or in the brands of `Sec-CH-UA`. */
const headless = /headless|phantomjs|slimerjs/i;

/**
 * Whatever runs a page's script calls itself Mozilla. A program that does not (curl, a server's `fetch`) has no page: it
 * sends events because somebody told it to, and they count.
 */
export const claimsToBeBrowser = (userAgent: string): boolean => userAgent.startsWith('Mozilla/');

/**
 * Tells bots by what they say of themselves: the headers of the request (isbot, Unlicense), never an object in the
 * page that a wallet may have put there as well (https://github.com/plausible/analytics/issues/1403).
 */
export function findBot(userAgent: string, brands: string): '' | 'user-agent' | 'headless' {
  if (headless.test(userAgent) || headless.test(brands)) return 'headless';
  return claimsToBeBrowser(userAgent) && isbot(userAgent) ? 'user-agent' : '';
}
