import type { IncomingMessage } from 'node:http';
import { ClickHouseException } from './errors.ts';
import { header } from './request.ts';

/** Whom the server lets in. */
export interface Credentials {
  user: string;
  password: string;
}

/** Throws where neither basic auth, nor the X-ClickHouse headers, nor the URL name the right user and password. */
export function checkCredentials(message: IncomingMessage, url: URL, expected: Credentials): void {
  const given = fromHeaders(message) ?? fromBasicAuth(message) ?? fromUrl(url);
  if (given.user === expected.user && given.password === expected.password) return;
  throw new ClickHouseException(
    516,
    'AUTHENTICATION_FAILED',
    `${given.user}: Authentication failed: password is incorrect, or there is no user with such name.`,
  );
}

function fromHeaders(message: IncomingMessage): Credentials | undefined {
  const user = header(message, 'x-clickhouse-user');
  return user === undefined ? undefined : { user, password: header(message, 'x-clickhouse-key') ?? '' };
}

function fromBasicAuth(message: IncomingMessage): Credentials | undefined {
  const encoded = /^Basic (.+)$/i.exec(header(message, 'authorization') ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [user = '', ...password] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { user, password: password.join(':') };
}

function fromUrl(url: URL): Credentials {
  return {
    user: url.searchParams.get('user') ?? 'default',
    password: url.searchParams.get('password') ?? '',
  };
}
