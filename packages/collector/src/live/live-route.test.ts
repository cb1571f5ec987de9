import { EventEmitter, once } from 'node:events';
import { fastify } from 'fastify';
import { expect, it } from 'vitest';
import { answerErrors } from '../answer-errors.ts';
import { everything } from '../control/caller.ts';
import { openControlDatabase } from '../control/database.ts';
import { createSites } from '../control/sites.ts';
import { liveRoute } from './live-route.ts';

it('lets nobody in for whom the first numbers came after the collector had begun to stop', async () => {
  const sites = createSites(await openControlDatabase(':memory:'));
  await sites.add({ domain: 'shop.example' });
  const clickhouse = new EventEmitter();
  let isStopping = false;
  const app = fastify();
  answerErrors(app, () => {});
  app.addHook('onRequest', async (request) => void (request.caller = everything));
  await app.register((scope) =>
    liveRoute(scope, {
      sites,
      clickhouse: {
        async select() {
          clickhouse.emit('asked');
          await once(clickhouse, 'answer');
          return [];
        },
      },
      isStopping: () => isStopping,
    }),
  );
  const asked = once(clickhouse, 'asked');
  const reply = app.inject('/api/v1/live?site=shop.example');
  await asked;
  isStopping = true;
  clickhouse.emit('answer');
  expect((await reply).json()).toEqual({
    error: { code: 'shutting_down', message: 'this collector is stopping' },
  });
  await app.close();
});
