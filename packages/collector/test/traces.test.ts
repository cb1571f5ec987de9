import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { expect, it } from 'vitest';
import { site, toBatch, useCollector } from './use-collector.ts';

// As an operator's SDK does, before the collector starts.
const exporter = new InMemorySpanExporter();
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(
  new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
);
const collector = useCollector();

it('a trace leads from the request over the log to the insert, and names nobody', async () => {
  const headers = { 'x-forwarded-for': '203.0.113.77', 'user-agent': 'Canary/1.0' };
  await collector.send(
    [{ url: `https://${site}/?q=canary` }, {}],
    { visitor: 'canary-of-a-visitor' },
    headers,
  );
  await collector.whenStored(2);
  expect((await collector.post(toBatch([{}], { site: 'nobody.example' }))).status).toBe(403);
  const spans = exporter.getFinishedSpans();
  const of = (name: string) => spans.filter((span) => span.name === name);
  const [ingest, refused] = of('passerby.ingest');
  const [append] = of('passerby.append');
  const [insert] = of('passerby.insert');
  expect(append?.parentSpanContext?.spanId).toBe(ingest?.spanContext().spanId);
  expect(append?.attributes).toEqual({ 'passerby.site': site, 'passerby.events': 2 });
  expect(insert?.links.map(({ context: linked }) => linked.spanId)).toEqual([ingest?.spanContext().spanId]);
  expect(insert?.attributes).toEqual({ 'passerby.rows': 2 });
  expect(refused?.status).toEqual({ code: 2, message: 'RequestError' });
  const text = JSON.stringify(
    spans.map(({ name, attributes, events, status }) => ({ name, attributes, events, status })),
  );
  for (const canary of ['203.0.113.77', 'Canary', 'canary']) expect(text).not.toContain(canary);
});
