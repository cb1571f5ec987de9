/**
 * Why an event was given up. There is no other way for one to go missing, and each is told to
 * `tracker.on('dropped', …)`.
 *
 * - `'invalid'`: no event could be made of the call, such as an empty name or a property that throws when read.
 * - `'no-url'`: no http(s) URL to count it for, as on a server, in a worker or on a `file:` page; give `url`.
 * - `'repeated'`: a page view of the address that was counted less than a second before: the same navigation.
 * - `'consent'`: the visitor has denied it, or did so before it was sent.
 * - `'sampled'`: of a page load that `sampleRate` leaves out.
 * - `'automation'`: a program drives the browser, and `automation` is `'drop'`.
 * - `'before-send'`: `beforeSend` answered `null` or `false`.
 * - `'too-large'`: more than 16 KiB as JSON, or refused alone with 413.
 * - `'queue-full'`: the oldest had to make room (`maxQueueEvents`, or 2 MB).
 * - `'expired'`: could not be sent for seven days, after which the collector refuses it.
 * - `'rejected'`: the collector refused it for good.
 * - `'closed'`: tracked after `close()`, or left unsent by it where there is no store to keep it.
 */
export type DropReason =
  | 'invalid'
  | 'no-url'
  | 'repeated'
  | 'consent'
  | 'sampled'
  | 'automation'
  | 'before-send'
  | 'too-large'
  | 'queue-full'
  | 'expired'
  | 'rejected'
  | 'closed';
