import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Annotation, AnnotationsReply, NewAnnotation } from '@passerby/wire';
import {
  annotationSchema,
  annotationsReplySchema,
  errorReplySchema,
  newAnnotationSchema,
} from '@passerby/wire/schema';
import { findSite } from '../control/access.ts';
import type { Annotations } from '../control/annotations.ts';
import type { Sites } from '../control/sites.ts';
import { RequestError } from '../errors.ts';
import { describeError } from '../validate/describe-error.ts';
import { parseDateRange, toRange } from './date-range.ts';

const bodyValidator = Compile(newAnnotationSchema);
const siteParameter = Type.String({ minLength: 1, maxLength: 256 });
const ofSite = Type.Object({ site_id: siteParameter });
const parameters = Type.Object({
  site_id: siteParameter,
  date_range: Type.Optional(
    Type.String({
      maxLength: 128,
      description: 'As in a query (default `all`); two dates or date-times with a comma between',
    }),
  ),
});
const validator = Compile(parameters);
const path = '/api/v1/annotations';

/** `/api/v1/annotations`: what happened around a site, such as deployments, to read beside its numbers. */
export function annotationsRoutes(
  scope: FastifyInstance,
  { sites, annotations }: { sites: Sites; annotations: Annotations },
): void {
  scope.get(
    path,
    {
      config: { needs: 'read' },
      schema: {
        summary: 'List the annotations of a site',
        description: 'Those of a range by their time, the newest thousand.',
        querystring: parameters,
        response: { 200: annotationsReplySchema, '4xx': errorReplySchema },
      },
      // The schema documents; the handler checks it with messages that name the path.
      validatorCompiler: () => () => true,
    },
    async (request): Promise<AnnotationsReply> => {
      if (!validator.Check(request.query))
        throw new RequestError('invalid_query', describeError(validator, request.query));
      const { site_id, date_range } = request.query;
      const site = await findSite(request, sites, site_id);
      // A site's first day does not end what was noted before, nor today what is planned.
      if (date_range === undefined || date_range === 'all')
        return { annotations: await annotations.list(site.id, { from: 0, to: Infinity }) };
      const { from, to } = toRange(parseDateRange(date_range), site);
      return {
        annotations: await annotations.list(site.id, { from: from.toMillis(), to: to.toMillis() }),
      };
    },
  );

  scope.post(
    path,
    {
      config: { needs: 'annotate' },
      schema: {
        summary: 'Annotate a moment',
        description:
          'Such as a deployment. A token that sends the events of the site is enough. Of more than 10,000 the oldest go.',
        body: newAnnotationSchema,
        response: { 201: annotationSchema, '4xx': errorReplySchema },
      },
      // The schema documents; the handler checks it with messages that name the path.
      validatorCompiler: () => () => true,
    },
    async (request, reply): Promise<Annotation> => {
      if (!bodyValidator.Check(request.body))
        throw new RequestError('invalid_request', describeError(bodyValidator, request.body));
      const { site_id, ...annotation } = request.body as NewAnnotation;
      const site = await findSite(request, sites, site_id);
      try {
        const added = await annotations.add(site.id, annotation);
        reply.status(201);
        return added;
      } catch (cause) {
        throw new RequestError('invalid_request', (cause as Error).message, { cause });
      }
    },
  );

  scope.delete(
    `${path}/:id`,
    {
      config: { needs: 'admin' },
      schema: {
        summary: 'Delete an annotation',
        params: Type.Object({ id: Type.Integer({ minimum: 1 }) }),
        querystring: ofSite,
        response: { 204: { type: 'null', description: 'Gone' }, '4xx': errorReplySchema },
      },
    },
    async (request, reply): Promise<void> => {
      const { id } = request.params as { id: number };
      const site = await findSite(request, sites, (request.query as { site_id: string }).site_id);
      if (!(await annotations.remove(site.id, id))) {
        throw new RequestError(
          'not_found',
          `there is no such annotation; GET ${path}?site_id=${site.key} lists them`,
        );
      }
      await reply.status(204).send();
    },
  );
}
