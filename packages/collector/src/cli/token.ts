import { Command, Option } from 'commander';
import { openControlDatabase } from '../control/database.ts';
import { createSites, type Sites } from '../control/sites.ts';
import { createTokens, tokenScopes, type Tokens, type TokenScope } from '../control/tokens.ts';
import { StartupError } from '../errors.ts';
import { controlPath, createDataDir } from '../ops/data-dir.ts';
import { dataDirOption } from './data-dir-option.ts';

interface CreateOptions {
  dataDir: string;
  scope: TokenScope;
  site?: string;
  name: string;
}

/** `passerby token create | list | rotate | revoke`: works beside a running collector, which notices at once. */
export function tokenCommand(): Command {
  return new Command('token')
    .description('manage the tokens that let programs send, read or administer')
    .addCommand(
      new Command('create')
        .description('make a token and print its secret, which is shown this once')
        .addOption(
          new Option('--scope <scope>', 'ingest: send events; read: read numbers; admin: everything')
            .choices(tokenScopes)
            .makeOptionMandatory(),
        )
        .option('--site <domain>', 'the one site it is for (default: all sites)')
        .option('--name <name>', 'to know it by', '')
        .addOption(dataDirOption())
        .action(create),
    )
    .addCommand(
      new Command('list')
        .description('list the tokens: id, scope, site, time of its secret, name')
        .addOption(dataDirOption())
        .action(({ dataDir }: { dataDir: string }) =>
          withTokens(dataDir, async ({ tokens }) => {
            for (const { id, scope, site, createdAt, name } of await tokens.list()) {
              console.log([id, scope, site?.key ?? '*', new Date(createdAt).toISOString(), name].join('\t'));
            }
          }),
        ),
    )
    .addCommand(
      new Command('rotate')
        .description('give a token a new secret and print it; the old one is refused from now on')
        .argument('<id>', 'of the token, see "passerby token list"')
        .addOption(dataDirOption())
        .action((id: string, { dataDir }: { dataDir: string }) =>
          withTokens(dataDir, async ({ tokens }) => {
            const rotated = await tokens.rotate(Number(id));
            if (!rotated) throw noToken(id);
            console.log(rotated.secret);
          }),
        ),
    )
    .addCommand(
      new Command('revoke')
        .description('refuse a token from now on')
        .argument('<id>', 'of the token, see "passerby token list"')
        .addOption(dataDirOption())
        .action((id: string, { dataDir }: { dataDir: string }) =>
          withTokens(dataDir, async ({ tokens }) => {
            if (!(await tokens.revoke(Number(id)))) throw noToken(id);
            console.log(`passerby: the token ${id} is revoked`);
          }),
        ),
    );
}

const noToken = (id: string): StartupError =>
  new StartupError(`there is no token ${id}; "passerby token list" lists them`);

/** The secret alone goes to the output, so that a script can take it. */
async function create({ dataDir, scope, site: domain, name }: CreateOptions): Promise<void> {
  await withTokens(dataDir, async ({ tokens, sites }) => {
    const site = domain === undefined ? undefined : await sites.find(domain.toLowerCase());
    if (domain !== undefined && !site) {
      throw new StartupError(`there is no site ${domain}; add it by "passerby site add ${domain}"`);
    }
    const { token, secret } = await tokens.create({ name, scope, siteId: site?.id });
    console.error(`passerby: token ${token.id}, ${scope} for ${site?.key ?? 'all sites'}; keep it:`);
    console.log(secret);
  });
}

async function withTokens(
  dataDir: string,
  use: (stages: { tokens: Tokens; sites: Sites }) => Promise<void>,
): Promise<void> {
  createDataDir(dataDir);
  const control = await openControlDatabase(controlPath(dataDir));
  try {
    await use({ tokens: createTokens(control), sites: createSites(control) });
  } finally {
    await control.destroy();
  }
}
