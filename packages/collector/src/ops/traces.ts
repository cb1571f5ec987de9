import {
  context,
  INVALID_SPAN_CONTEXT,
  SpanStatusCode,
  trace,
  type Attributes,
  type SpanContext,
  type SpanOptions,
} from '@opentelemetry/api';

// Without an SDK of OpenTelemetry in the process its API does nothing; see docs/operations.md.
const tracer = trace.getTracer('passerby');

/** Requests that one insert is linked to at most (the SDK's own limit). */
const mostLinks = 128;
let waiting: SpanContext[] = [];

/** Runs a step in a span. Attributes are counts and names of sites: nothing that tells a person. */
export function inSpan<Result>(
  name: string,
  attributes: Attributes,
  step: () => Promise<Result>,
): Promise<Result> {
  return run(name, { attributes }, step);
}

/** Notes that what the current span puts into the log will wait for an insert. */
export function noteWaiting(): void {
  const span = trace.getActiveSpan();
  if (span?.isRecording() && waiting.length < mostLinks) waiting.push(span.spanContext());
}

/** Runs an insert in a span that is linked to the requests answered since the last one: most likely it has their events. */
export function inInsertSpan<Result>(rows: number, step: () => Promise<Result>): Promise<Result> {
  const links = waiting.map((linked) => ({ context: linked }));
  waiting = [];
  return run('passerby.insert', { attributes: { 'passerby.rows': rows }, links, root: true }, step);
}

function run<Result>(name: string, options: SpanOptions, step: () => Promise<Result>): Promise<Result> {
  const span = tracer.startSpan(name, options);
  // Without an SDK: a context for each step of each request would be made for nobody.
  if (span.spanContext() === INVALID_SPAN_CONTEXT) return step();
  return context.with(trace.setSpan(context.active(), span), async () => {
    try {
      return await step();
    } catch (error) {
      // Its class only: a message may quote what was sent.
      span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).name });
      throw error;
    } finally {
      span.end();
    }
  });
}
