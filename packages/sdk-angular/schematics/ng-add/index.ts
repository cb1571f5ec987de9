import { SchematicsException, type Rule } from '@angular-devkit/schematics';
import { addRootProvider, readWorkspace } from '@schematics/angular/utility';

/** What `ng add @passerby/sdk-angular` asks for; `schema.json` has seen to it. */
export interface NgAddOptions {
  /** The application to count; the only one of the workspace by default. */
  project?: string;
  /** The site's public key. */
  site: string;
  /** Where the collector is. */
  endpoint: string;
}

/** Provides the tracker where the application is bootstrapped: its configuration, or its root module. */
export function ngAdd({ project, site, endpoint }: NgAddOptions): Rule {
  return async (tree) => {
    const { projects } = await readWorkspace(tree);
    const applications = [...projects.keys()].filter(
      (name) => projects.get(name)?.extensions['projectType'] === 'application',
    );
    const name = project ?? (applications.length === 1 ? applications[0] : undefined);
    if (name === undefined || !applications.includes(name))
      throw new SchematicsException(
        `passerby: ${project === undefined ? 'say which application' : `there is no application ${project}`}: --project ${applications.join(' | ')}`,
      );
    const options = `{ site: ${quote(site)}, endpoint: ${quote(endpoint)} }`;
    return addRootProvider(
      name,
      ({ code, external }) =>
        code`${external('provideTracker', '@passerby/sdk-angular')}(${options}, ${external('withRouterPageViews', '@passerby/sdk-angular')}())`,
    );
  };
}

/** As a text in the code. */
const quote = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
