import { Option } from 'commander';
import type { ErrorReply } from '@passerby/wire';
import { StartupError } from '../errors.ts';

/** Which running collector a command asks. */
export interface CollectorOptions {
  url: string;
  adminToken?: string;
}

export const urlOption = (): Option =>
  new Option('--url <url>', 'of the running collector').default('http://127.0.0.1:8420');

export const tokenOption = (): Option =>
  new Option('--admin-token <token>', 'where the collector has one').env('PASSERBY_ADMIN_TOKEN');

/** Throws a `StartupError` with the collector's words, or where none answers. */
export async function ask<Answer>(
  { url, adminToken }: CollectorOptions,
  path: string,
  request: { method?: string; body?: string } = {},
): Promise<Answer> {
  const headers = {
    ...(request.body !== undefined && { 'content-type': 'application/json' }),
    ...(adminToken !== undefined && { authorization: `Bearer ${adminToken}` }),
  };
  const response = await fetch(url + path, { ...request, headers }).catch((cause: unknown) => {
    throw new StartupError(`no collector answers at ${url}; start it, or give its address by --url`, {
      cause,
    });
  });
  const reply = (await response.json()) as Answer | ErrorReply;
  if (typeof reply === 'object' && reply !== null && 'error' in reply)
    throw new StartupError(reply.error.message);
  return reply;
}
