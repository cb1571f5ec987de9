import { isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * An address as proxies write it, in the one form that the stages know: without the port that some gateways add
 * (Azure's: `192.0.2.1:5678`, `[2001:db8::1]:5678`), and IPv4 without its IPv6 mapping (`::ffff:192.0.2.1`).
 * What is no address (`unknown`, as Squid may say) comes back as it is.
 */
export function toAddress(text: string): string {
  if (isIPv4(text)) return text; // nearly always, and ipaddr.js takes its time
  const address = text.replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1').replace(/^\[(.*)\](?::\d+)?$/, '$1');
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address;
}

/** Whatever comes from there, a proxy that does not say whom it speaks for among it, has one address. */
export function isThisMachine(ip: string): boolean {
  const address = toAddress(ip);
  if (isIPv4(address)) return address.startsWith('127.');
  return ipaddr.isValid(address) && ipaddr.parse(address).range() === 'loopback';
}
