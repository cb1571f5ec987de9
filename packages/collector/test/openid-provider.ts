import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

/** A real OpenID provider (`oidc-provider`) on loopback, with one person, who may be told whatever claims. */
export interface OpenIdProvider {
  issuer: string;
  /** Claims of whoever signs in, and of the access tokens of the machine. */
  claims: Record<string, unknown>;
  /** An access token as a machine gets it: by its client's credentials. */
  accessToken: (audience?: string) => Promise<string>;
  stop: () => Promise<void>;
}

/** Where browsers find the collector. */
export const publicUrl = 'https://stats.example';
export const clientId = 'dashboard';
export const clientSecret = 'a-secret-of-the-dashboard';
export const audience: string = `${publicUrl}/api`;

export async function startOpenIdProvider(): Promise<OpenIdProvider> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const claims: Record<string, unknown> = {};
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [`${publicUrl}/api/v1/session/callback`],
      },
      {
        client_id: 'machine',
        client_secret: 'a-secret-of-the-machine',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      },
    ],
    claims: { openid: ['sub', 'passerby_sites', 'passerby_role'] },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...claims }) }),
    extraTokenClaims: () => claims,
    cookies: { keys: ['a-key-of-the-provider'] },
    features: {
      devInteractions: { enabled: true },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, resource) => ({
          scope: 'read',
          audience: resource,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 60,
        }),
      },
    },
    ttl: { AccessToken: 60, ClientCredentials: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
    pkce: { required: () => true },
  });
  const answer = provider.callback();
  server.on('request', (request, response) => void answer(request, response));
  return {
    issuer,
    claims,
    async accessToken(resource = audience) {
      const response = await fetch(`${issuer}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa('machine:a-secret-of-the-machine')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', resource, scope: 'read' }),
      });
      const { access_token, ...rest } = (await response.json()) as { access_token?: string };
      if (access_token === undefined) throw new Error(`no token: ${JSON.stringify(rest)}`);
      return access_token;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
