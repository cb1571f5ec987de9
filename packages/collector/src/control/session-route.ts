import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { SessionReply } from '@passerby/wire';
import { errorReplySchema, sessionReplySchema } from '@passerby/wire/schema';
import { RequestError } from '../errors.ts';
import { limitRates } from '../ops/load-limits.ts';
import { describeError } from '../validate/describe-error.ts';
import { findCredential, type Rights } from './access.ts';
import {
  forgetSession,
  isFromOwnPage,
  readSession,
  setJourney,
  setSession,
  takeJourney,
} from './session-cookie.ts';

const body = Type.Object(
  { secret: Type.String({ minLength: 1, maxLength: 256 }) },
  { additionalProperties: false },
);
const validator = Compile(body);

/** Attempts to sign in from one network a minute. */
const attemptsPerNetwork = 10;

/** `/api/v1/session`: signs a browser in and out. */
export async function sessionRoutes(scope: FastifyInstance, rights: Rights): Promise<void> {
  const { sessions, openId } = rights;

  scope.get(
    '/api/v1/session',
    { schema: { summary: 'Signed in?', response: { 200: sessionReplySchema } } },
    async (request, reply): Promise<SessionReply> => {
      void reply.header('cache-control', 'no-store');
      const secret = readSession(request);
      const caller = secret === undefined ? undefined : await sessions.find(secret);
      return { signedIn: caller !== undefined, ...(openId?.name && { provider: openId.name }) };
    },
  );

  scope.delete(
    '/api/v1/session',
    {
      schema: {
        summary: 'Sign out',
        response: { 204: { type: 'null', description: 'No session is open' }, '4xx': errorReplySchema },
      },
    },
    async (request, reply): Promise<void> => {
      refuseOtherPages(request);
      const secret = readSession(request);
      if (secret !== undefined) await sessions.close(secret);
      forgetSession(reply);
      await reply.status(204).send();
    },
  );

  await scope.register(async (attempts) => {
    await limitRates(attempts, { perNetwork: attemptsPerNetwork, perSite: 0 }, { countsThisMachine: true });

    attempts.post(
      '/api/v1/session',
      {
        bodyLimit: 4 * 1024,
        schema: {
          summary: 'Sign in',
          description: 'With the password, or with a token that may read. Answers with a cookie.',
          body,
          response: { 204: { type: 'null', description: 'Signed in' }, '4xx': errorReplySchema },
        },
        // The schema documents; the handler checks it with messages that name the path.
        validatorCompiler: () => () => true,
      },
      async (request, reply): Promise<void> => {
        refuseOtherPages(request);
        if (!validator.Check(request.body)) {
          throw new RequestError('invalid_request', describeError(validator, request.body));
        }
        const credential = await findCredential(request.body.secret, rights);
        // What browsers say of themselves, because a proxy need not say how it was reached.
        const isSecure = request.headers.origin?.startsWith('https:') ?? false;
        setSession(reply, await sessions.open(credential), isSecure);
        await reply.status(204).send();
      },
    );

    if (openId?.name === undefined) return;
    const isSecure = openId.home.startsWith('https:');

    attempts.get('/api/v1/session/provider', { schema: { hide: true } }, async (_request, reply) => {
      const { url, journey } = await openId.begin();
      setJourney(reply, journey, isSecure);
      return reply.header('cache-control', 'no-store').redirect(url);
    });

    attempts.get('/api/v1/session/callback', { schema: { hide: true } }, async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      const journey = takeJourney(request, reply);
      const query = request.url.slice(request.url.indexOf('?') + 1);
      const grant = journey ? await openId.finish(query, journey) : 'failed';
      if (typeof grant === 'string') return reply.redirect(`${openId.home}#sign-in-${grant}`);
      setSession(reply, await sessions.open({ by: 'provider', grant }), isSecure);
      return reply.redirect(openId.home);
    });
  });
}

function refuseOtherPages(request: FastifyRequest): void {
  // Programs have no page, and no cookie that could be used against anybody.
  const { origin, 'sec-fetch-site': from } = request.headers;
  if ((origin === undefined && from === undefined) || isFromOwnPage(request)) return;
  throw new RequestError('origin_not_allowed', 'only the dashboard itself signs in and out');
}
