/** What a capture uses of a `Tracker`. Any tracker fits, also one that knows only some names of events. */
export interface EventTracker {
  // A method, as only their parameters are compared both ways: a tracker of typed events takes fewer names.
  trackEvent(name: string, props: Record<string, string | number | undefined>): void;
}
