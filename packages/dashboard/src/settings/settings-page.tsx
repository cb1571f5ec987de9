import type { PageProps } from '../pages/page-props.ts';
import { texts } from '../texts.ts';
import { Snippet } from '../notices/snippet.tsx';
import { toScriptTag } from '../notices/snippets.ts';
import { Annotations } from './annotations.tsx';
import { AddSite } from './add-site.tsx';
import { DeleteSite } from './delete-site.tsx';
import { Goals } from './goals.tsx';
import { SharedLinks } from './shared-links.tsx';
import { SiteLimits } from './site-limits.tsx';
import { SiteRules } from './site-rules.tsx';
import { TimeZones } from './time-zone-field.tsx';
import { Tokens } from './tokens.tsx';
import { ZoneAndOrigins } from './zone-and-origins.tsx';

/** The site and who may do what. Each change needs the rights of its own; a refusal is shown where it was tried. */
export function SettingsPage({ api, view, site, onLocked, reloadSites }: PageProps) {
  const collector = new URL('.', location.href).href.replace(/\/$/, '');
  return (
    <div key={site.site} class="settings">
      <section class="list" aria-labelledby="settings-site">
        <header>
          <h2 id="settings-site">{site.site}</h2>
        </header>
        <Snippet title={texts.snippetTitle} text={toScriptTag(collector, site.site)} />
      </section>
      <TimeZones />
      <ZoneAndOrigins {...{ api, site, reloadSites }} />
      <Goals {...{ api, view, site, onLocked }} />
      <SiteRules api={api} site={site.site} onLocked={onLocked} />
      <SiteLimits api={api} site={site} />
      <AddSite api={api} />
      <Annotations api={api} site={site} onLocked={onLocked} />
      <SharedLinks api={api} site={site.site} onLocked={onLocked} />
      <Tokens api={api} site={site.site} onLocked={onLocked} />
      <section class="list" aria-labelledby="settings-retention">
        <header>
          <h2 id="settings-retention">{texts.retention}</h2>
        </header>
        <dl class="facts">
          {texts.retentionFacts(site.retention_days).map(([what, howLong]) => (
            <div key={what}>
              <dt>{what}</dt>
              <dd>{howLong}</dd>
            </div>
          ))}
        </dl>
      </section>
      <DeleteSite api={api} site={site.site} />
    </div>
  );
}
