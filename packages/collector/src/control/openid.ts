import { createRemoteJWKSet, errors as joseErrors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import * as client from 'openid-client';
import { RequestError, StartupError } from '../errors.ts';
import type { Caller, Grant } from './caller.ts';
import { toGrant, type ClaimNames } from './claims.ts';
import type { Sites } from './sites.ts';

/** Whom the collector trusts to say who somebody is. */
export interface OpenIdConfig extends ClaimNames {
  /** Issuer of the OpenID provider, https; unset: none. */
  oidcIssuer: string | undefined;
  /** Audience of the bearer tokens that are accepted; unset: none are. */
  oidcAudience: string | undefined;
  /** The dashboard's client id at the provider; unset: no sign-in there. */
  oidcClientId: string | undefined;
  /** Its secret; unset for a public client, which PKCE alone guards. */
  oidcClientSecret: string | undefined;
  /** Scopes that the dashboard asks for. */
  oidcScope: string;
  /** What the provider is called on the button. */
  oidcName: string;
  /** Where browsers find the collector, such as `https://stats.example`; the provider sends them back there. */
  publicUrl: string | undefined;
}

/** What a browser keeps between its way to the provider and back. */
export interface Journey {
  verifier: string;
  state: string;
  nonce: string;
}

/** Why nobody is signed in who comes back from the provider. */
type SignInProblem = 'failed' | 'no-site';

export interface OpenId {
  /** Unset where the dashboard has no client at the provider. */
  name: string | undefined;
  /** Who bears an access token; throws `unauthorized`, `forbidden` or `provider_unavailable`. */
  identify(token: string): Promise<Caller>;
  /** Where to send a browser that wants to sign in, and what it must bring back. */
  begin(): Promise<{ url: string; journey: Journey }>;
  /** What who came back may do, by the query of the provider's redirect; throws `provider_unavailable`. */
  finish(query: string, journey: Journey): Promise<Grant | SignInProblem>;
  /** Where the dashboard is. */
  home: string;
}

/** Longest wait for the provider, s. */
const patienceS = 5;
/** What clocks may be off by, s. */
const clockToleranceS = 30;
/** Signatures with a public key only (RFC 7518, RFC 8037). */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'].concat([
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
]);
const callbackPath = 'api/v1/session/callback';

/**
 * One OpenID provider, asked for its metadata when it is first needed: a collector starts without it and takes events.
 * Unset without an issuer; throws a `StartupError` where the settings do not fit together.
 */
export function createOpenId(
  config: OpenIdConfig & { adminToken: string | undefined },
  sites: Pick<Sites, 'find'>,
): OpenId | undefined {
  const { oidcIssuer, oidcAudience, oidcClientId, oidcClientSecret, oidcScope, oidcName } = config;
  if (oidcIssuer === undefined) {
    if (oidcAudience !== undefined || oidcClientId !== undefined)
      throw new StartupError('PASSERBY_OIDC_ISSUER: missing; give the issuer of the OpenID provider');
    return undefined;
  }
  const issuer = toIssuer(oidcIssuer);
  const home = toHome(config);
  let known: Promise<{ provider: client.Configuration; keys: JWTVerifyGetKey }> | undefined;

  async function discover(): Promise<{ provider: client.Configuration; keys: JWTVerifyGetKey }> {
    const provider = await client.discovery(
      issuer,
      oidcClientId ?? 'passerby',
      undefined,
      oidcClientSecret === undefined ? client.None() : client.ClientSecretBasic(oidcClientSecret),
      {
        timeout: patienceS,
        // The way the provider gives its ID token is over TLS; its signature is checked nevertheless.
        execute: [
          client.enableNonRepudiationChecks,
          ...(isHttp(issuer) ? [client.allowInsecureRequests] : []),
        ],
      },
    );
    const { jwks_uri } = provider.serverMetadata();
    if (jwks_uri === undefined) throw new Error('the metadata of the provider names no jwks_uri');
    return { provider, keys: createRemoteJWKSet(new URL(jwks_uri), { timeoutDuration: patienceS * 1000 }) };
  }

  async function reach(): Promise<{ provider: client.Configuration; keys: JWTVerifyGetKey }> {
    known ??= discover();
    try {
      return await known;
    } catch (cause) {
      known = undefined; // the next request tries again
      throw unavailable(cause);
    }
  }

  return {
    name: oidcClientId === undefined ? undefined : oidcName,
    home,

    async identify(token) {
      if (oidcAudience === undefined) throw unauthorized('is none of this collector');
      const { keys } = await reach();
      try {
        const { payload } = await jwtVerify(token, keys, {
          issuer: oidcIssuer,
          audience: oidcAudience,
          algorithms,
          clockTolerance: clockToleranceS,
          requiredClaims: ['exp'],
        });
        const grant = await toGrant(payload, config, sites);
        if (grant) return { ...grant, key: `person:${payload.sub}` };
      } catch (cause) {
        if (!isOfToken(cause)) throw unavailable(cause);
        throw unauthorized(`is not accepted: ${cause.message}`, cause);
      }
      throw new RequestError(
        'forbidden',
        `the claim ${config.oidcSitesClaim} names no site of this collector`,
      );
    },

    async begin() {
      const { provider } = await reach();
      const journey = {
        verifier: client.randomPKCECodeVerifier(),
        state: client.randomState(),
        nonce: client.randomNonce(),
      };
      const url = client.buildAuthorizationUrl(provider, {
        redirect_uri: home + callbackPath,
        scope: oidcScope,
        code_challenge: await client.calculatePKCECodeChallenge(journey.verifier),
        code_challenge_method: 'S256',
        state: journey.state,
        nonce: journey.nonce,
      });
      return { url: url.href, journey };
    },

    async finish(query, { verifier, state, nonce }) {
      const { provider } = await reach();
      try {
        const tokens = await client.authorizationCodeGrant(
          provider,
          new URL(`${home}${callbackPath}?${query}`),
          {
            pkceCodeVerifier: verifier,
            expectedState: state,
            expectedNonce: nonce,
            idTokenExpected: true,
          },
        );
        const claims = tokens.claims();
        if (!claims) return 'failed';
        // Some providers put claims into the ID token, others answer them when asked with the access token.
        const more =
          claims[config.oidcSitesClaim] === undefined &&
          provider.serverMetadata().userinfo_endpoint !== undefined
            ? await client.fetchUserInfo(provider, tokens.access_token, claims.sub)
            : {};
        return (await toGrant({ ...claims, ...more }, config, sites)) ?? 'no-site';
      } catch (cause) {
        if (isRefusal(cause)) return 'failed';
        throw unavailable(cause);
      }
    },
  };
}

/** What is wrong is the token; anything else is that the keys of the provider could not be had. */
const isOfToken = (error: unknown): error is joseErrors.JOSEError =>
  error instanceof joseErrors.JOSEError && !ofKeys.has(error.code);
/** The first is of an answer that is no 200 or no JSON. */
const ofKeys = new Set(['ERR_JOSE_GENERIC', 'ERR_JWKS_INVALID', 'ERR_JWKS_TIMEOUT']);

/** The provider, or whoever was sent here in its name, said no; anything else is that it did not answer. */
function isRefusal(error: unknown): boolean {
  if (error instanceof client.AuthorizationResponseError || error instanceof client.ResponseBodyError)
    return true;
  return error instanceof client.ClientError && error.code !== 'OAUTH_TIMEOUT';
}

const unauthorized = (what: string, cause?: unknown): RequestError =>
  new RequestError('unauthorized', `the token ${what}`, { cause });

const unavailable = (cause: unknown): RequestError =>
  new RequestError('provider_unavailable', 'the OpenID provider does not answer; try again', {
    retryAfter: 10,
    cause,
  });

const loopback = /^(localhost|127\.0\.0\.1|\[::1\])$/;
const isHttp = (url: URL): boolean => url.protocol === 'http:';

function toIssuer(text: string): URL {
  const url = URL.parse(text);
  if (url?.protocol === 'https:' || (url && isHttp(url) && loopback.test(url.hostname))) return url;
  throw new StartupError(
    `PASSERBY_OIDC_ISSUER: "${text}" is not an https URL; give the issuer as the provider writes it, such as https://id.example/realms/shop`,
  );
}

/** The public address with a slash at its end. */
function toHome(config: OpenIdConfig & { adminToken: string | undefined }): string {
  if (config.adminToken === undefined) {
    throw new StartupError(
      'PASSERBY_OIDC_ISSUER: needs PASSERBY_ADMIN_TOKEN, because without one this machine is served without a sign-in',
    );
  }
  if (config.oidcClientId === undefined) return '';
  const url = URL.parse(config.publicUrl ?? '');
  if (url && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '')
    return url.href.replace(/\/*$/, '/');
  throw new StartupError(
    `PASSERBY_PUBLIC_URL: "${config.publicUrl ?? ''}" is not an address; give the one by which browsers find the dashboard, such as https://stats.example`,
  );
}
