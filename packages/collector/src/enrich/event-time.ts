/** A smaller difference between the clocks is the network's and is left alone (relay#534: correcting it adds error). */
const skewThresholdMs = 60_000;

/**
 * When an event happened by the collector's clock: a wrong client clock is corrected by the time it took from
 * `sentAt` to `receivedAt`, and nothing happens in the future.
 */
export function correctTime(time: number, sentAt: number, receivedAt: number): number {
  const skew = receivedAt - sentAt;
  const corrected = Math.abs(skew) > skewThresholdMs ? time + skew : time;
  return Math.floor(Math.min(corrected, receivedAt));
}
