'use client';

import { trackError } from '@passerby/sdk-core/adapter';
import { Component, type ContextType, type ReactNode } from 'react';
import { TrackerContext, demand } from './tracker-context.ts';

/** What `<TrackerErrorBoundary>` is given. */
export interface TrackerErrorBoundaryProps {
  children?: ReactNode;
  /** Shown in place of the children once they have failed (default: nothing); `reset` shows them again. */
  fallback?: ReactNode | ((failure: { error: unknown; reset: () => void }) => ReactNode);
}

/**
 * Tracks what its children throw while they render as the event `error`, like `trackErrors` of
 * `@passerby/sdk-core/errors`, which does not hear of it, and shows `fallback`.
 */
export class TrackerErrorBoundary extends Component<
  TrackerErrorBoundaryProps,
  { failure?: { error: unknown } | undefined }
> {
  static override contextType: typeof TrackerContext = TrackerContext;
  declare context: ContextType<typeof TrackerContext>;
  override state: { failure?: { error: unknown } | undefined } = {};

  static getDerivedStateFromError(error: unknown): { failure: { error: unknown } } {
    return { failure: { error } };
  }

  override componentDidCatch(error: unknown): void {
    trackError(demand(this.context), error);
  }

  readonly #reset = (): void => this.setState({ failure: undefined });

  override render(): ReactNode {
    demand(this.context);
    const { children, fallback } = this.props;
    const { failure } = this.state;
    if (!failure) return children;
    return typeof fallback === 'function' ? fallback({ ...failure, reset: this.#reset }) : fallback;
  }
}
