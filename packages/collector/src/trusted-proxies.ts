import proxyAddr from '@fastify/proxy-addr';

/** Whether to believe a machine whom it speaks for; see `trustProxy` of Fastify. */
export type Trusts = (address: string, hop: number) => boolean;

/**
 * Trusts addresses and networks, such as `10.0.0.0/8`. The proxy that was trusted last is remembered, because most requests
 * come through it again, and to read an address takes as long as to find its country.
 */
export function createTrust(proxies: string[]): Trusts {
  const trusts = proxyAddr.compile(proxies);
  let known: string | undefined;
  return (address, hop) => {
    if (address === known) return true;
    if (!trusts(address, hop)) return false;
    known = address;
    return true;
  };
}
