import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { errorReplySchema } from '@passerby/wire/schema';
import { findSite } from '../../control/access.ts';
import type { Sites } from '../../control/sites.ts';
import { RequestError } from '../../errors.ts';
import type { ClickHouse } from '../../store/clickhouse.ts';
import { describeError } from '../../validate/describe-error.ts';
import { ask, askLines } from '../ask.ts';
import type { Statement } from '../bindings.ts';
import { parseDateRange, toRange } from '../date-range.ts';
import type { Turns } from '../turns.ts';
import { encodeRows, type Row } from './encode-rows.ts';
import { eventColumns } from './event-columns.ts';
import { asLines, asRows, readEventPages } from './event-pages.ts';
import { contentTypes, toFormat } from './format.ts';
import { sendFile } from './send-file.ts';

const parameters = Type.Object({
  site_id: Type.String({ minLength: 1, maxLength: 256, examples: ['shop.example'] }),
  date_range: Type.Optional(
    Type.String({
      maxLength: 128,
      description: 'As in a query (default `all`); two dates or date-times with a comma between',
      examples: ['2026-11-01,2026-11-30'],
    }),
  ),
  format: Type.Optional(
    Type.Union([Type.Literal('csv'), Type.Literal('ndjson'), Type.Literal('parquet')], {
      description: 'Default: by `Accept`, else `ndjson`',
    }),
  ),
});
const validator = Compile(parameters);

/** `GET /api/v1/export`: the events of a site, as they are stored. */
export function exportRoute(
  scope: FastifyInstance,
  stages: { sites: Sites; clickhouse: Pick<ClickHouse, 'select' | 'selectLines'>; turns: Turns },
): void {
  scope.get(
    '/api/v1/export',
    {
      config: { needs: 'admin' },
      schema: {
        summary: 'Export events',
        description:
          'All events of a site in a range, bots and engagement too, streamed. A connection that breaks means that the file is not whole.',
        querystring: parameters,
        response: {
          200: {
            description: 'A file',
            content: Object.fromEntries(
              Object.values(contentTypes).map((type) => [type.split(';', 1)[0], { schema: {} }]),
            ),
          },
          '4xx': errorReplySchema,
          '5xx': errorReplySchema,
        },
      },
      // The schema documents; the handler checks it with messages that name the path.
      validatorCompiler: () => () => true,
    },
    async (request, reply) => {
      if (!validator.Check(request.query))
        throw new RequestError('invalid_query', describeError(validator, request.query));
      const { site_id, date_range = 'all' } = request.query;
      const site = await findSite(request, stages.sites, site_id);
      const range = toRange(parseDateRange(date_range), site);
      const asked = toFormat(request, 'ndjson');
      const format = asked === 'json' ? 'ndjson' : asked;
      const select = (statement: Statement): Promise<Row[]> =>
        stages.turns.take(request.caller, () => ask<Row>(stages.clickhouse, statement));
      const selectLines = (statement: Statement): Promise<Buffer> =>
        stages.turns.take(request.caller, () => askLines(stages.clickhouse, statement));
      return sendFile(reply, {
        format,
        file: `${site.key}-events`,
        parts:
          format === 'ndjson'
            ? readEventPages(site, range, select, asLines(selectLines))
            : encodeRows(format, eventColumns, readEventPages(site, range, select, asRows(select))),
      });
    },
  );
}
