import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { RejectedReply } from '@passerby/wire';
import { errorReplySchema, rejectedReplySchema } from '@passerby/wire/schema';
import { findSite } from '../control/access.ts';
import type { Sites } from '../control/sites.ts';
import type { ClickHouse } from '../store/clickhouse.ts';
import { onTheList } from '../store/rejected-row.ts';

const parameters = Type.Object({
  site_id: Type.String({ minLength: 1, maxLength: 256 }),
  code: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
});

/** `GET /api/v1/rejected?site_id=…&limit=100`: the events that were not stored, with the reason; with `code`, for that one. */
export function rejectedRoute(
  scope: FastifyInstance,
  stages: { sites: Sites; clickhouse: Pick<ClickHouse, 'select'> },
): void {
  scope.get(
    '/api/v1/rejected',
    {
      config: { needs: 'read' },
      schema: {
        summary: 'List rejected events',
        querystring: parameters,
        response: { 200: rejectedReplySchema, '4xx': errorReplySchema, '5xx': errorReplySchema },
      },
    },
    async (request): Promise<RejectedReply> => {
      const { site_id, code, limit = 100 } = request.query as Parameters;
      const site = await findSite(request, stages.sites, site_id);
      const rows = await stages.clickhouse.select<[number, string, string, string, string]>({
        query: `
          SELECT toUnixTimestamp64Milli(received_at), code, message, event_id, event
          FROM rejected_events WHERE site_id = {site:UInt32} AND ${onTheList} ${code === undefined ? '' : 'AND code = {code:String}'}
          ORDER BY received_at DESC LIMIT {limit:UInt32}`,
        query_params: { site: site.id, limit, ...(code !== undefined && { code }) },
      });
      return {
        rejected: rows.map(([receivedAt, reason, message, id, event]) => ({
          receivedAt,
          code: reason,
          message,
          id,
          event,
        })),
      };
    },
  );
}

interface Parameters {
  site_id: string;
  code?: string;
  limit?: number;
}
