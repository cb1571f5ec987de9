import type { KeyObject } from 'node:crypto';
import { nobody } from '../store/row.ts';
import { botReasons, type BotReason } from './bot.ts';
import { hmac64 } from './hmac.ts';

/** Who a batch says its visitor is, with the visitor's consent, and the site's key that hides it. */
export interface Identity {
  key: KeyObject;
  /** Client id, as it was sent. */
  visitor: string | undefined;
  /** The app's own id, as it was sent. */
  user: string | undefined;
}

/**
 * The visitor hash of a client id: the same on every day, unlike that of an address. A bot has one of its own, so that
 * it never joins a person's visit.
 */
export function hashVisitor(key: KeyObject, visitor: string, bot: BotReason): string {
  return hmac64(key, `visitor\0${bot}\0${visitor}`);
}

/** The hash under which an app's own id is stored; `nobody` where there is none. */
export function hashUser({ key, user }: Pick<Identity, 'key' | 'user'>): string {
  return user === undefined ? nobody : hmac64(key, `user\0${user}`);
}

/** All that an id may be stored under: the visitor hashes of it as a client id, and its hash as a user's. */
export function toErasable(key: KeyObject, id: string): { visitors: string[]; user: string } {
  return { visitors: botReasons.map((bot) => hashVisitor(key, id, bot)), user: hashUser({ key, user: id }) };
}
