import { isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { toUtcDay, type Salts } from '../control/salts.ts';
import { hmac64 } from './hmac.ts';

/** Who sent an event, as far as we want to know: 64 bits of a keyed hash, as a decimal string. */
export interface VisitorHash {
  /** By the salt of the event's day. */
  visitor: string;
  /** By the salt of the day before; lets a session go on over midnight. Unset where that salt is gone. */
  previous: string | undefined;
  /** By the salt of the day after; lets a late event join the session that went on after it. Unset until that day. */
  next?: string | undefined;
}

/**
 * Answers the visitor hash of one sender for events of any day: HMAC-SHA-256 (RFC 2104) of site, network and
 * user agent under the salt of the event's day, of which the first 64 bits are kept. For a day whose salt is deleted it is
 * of that day too, under today's salt, so that no hash lives longer than a day and the visit that goes on over its midnight.
 * The address is not kept: each day's hash is computed once and here only.
 */
export function createVisitorHasher(
  salts: Salts,
  sender: { site: string; ip: string; userAgent: string },
): (time: number) => VisitorHash {
  const identity = `${sender.site}\0${toNetwork(sender.ip)}\0${sender.userAgent}`;
  const hashes = new Map<number, string | undefined>();
  const ofDays = new Map<number, VisitorHash>();

  function hashOf(day: number): string | undefined {
    if (hashes.has(day)) return hashes.get(day);
    const salt = salts.byDay.get(day);
    const hash = salt && hmac64(salt, identity);
    hashes.set(day, hash);
    return hash;
  }

  function lateHashOf(day: number): string | undefined {
    const salt = salts.byDay.get(salts.today);
    return salt && hmac64(salt, `${identity}\0${day}`);
  }

  function toHash(day: number): VisitorHash {
    const isLate = day < salts.today && !salts.byDay.has(day);
    const visitor = isLate ? lateHashOf(day) : hashOf(day);
    if (visitor === undefined) throw new Error(`the salt of today (day ${salts.today}) is missing`);
    return {
      visitor,
      previous: isLate ? lateHashOf(day - 1) : hashOf(day - 1),
      ...(day < salts.today && { next: hashOf(day + 1) ?? lateHashOf(day + 1) }),
    };
  }

  return (time) => {
    // A clock ahead of ours is of today.
    const day = Math.min(toUtcDay(time), salts.today);
    const hash = ofDays.get(day) ?? toHash(day);
    ofDays.set(day, hash);
    return hash;
  };
}

/** The address itself for IPv4; for IPv6 its /64, because one household owns a whole /64 and its hosts rotate. */
export function toNetwork(ip: string): string {
  if (isIPv4(ip) || !ipaddr.isValid(ip)) return ip;
  const address = ipaddr.parse(ip);
  if (address.kind() === 'ipv4') return address.toString();
  return address.toByteArray().slice(0, 8).join('.');
}
