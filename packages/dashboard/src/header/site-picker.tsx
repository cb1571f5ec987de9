import type { SiteSummary } from '@passerby/wire';
import { texts } from '../texts.ts';

interface SitePickerProps {
  sites: SiteSummary[];
  chosen: string;
  onChoose: (site: string) => void;
}

/** The headline of the page, and a choice where there is more than one site. */
export function SitePicker({ sites, chosen, onChoose }: SitePickerProps) {
  return (
    <div class="site-picker">
      <select
        aria-label={texts.site}
        value={chosen}
        onChange={(event) => onChoose(event.currentTarget.value)}
      >
        {sites.map(({ site }) => (
          <option key={site} value={site}>
            {site}
          </option>
        ))}
      </select>
    </div>
  );
}
