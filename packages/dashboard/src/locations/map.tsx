import { world } from 'virtual:world-map';
import { toCountText } from '../format/number.ts';
import { toValueName } from '../lists/value-name.ts';
import { texts } from '../texts.ts';

interface MapProps {
  /** Visitors by country. */
  visitors: ReadonlyMap<string, number>;
  isChosen: (country: string) => boolean;
  onToggle: (country: string) => void;
}

/**
 * Where visitors are. The table below says the same to whoever cannot see it. Shades go by the square root, or all but
 * the largest country would look empty.
 */
export function Map({ visitors, isChosen, onToggle }: MapProps) {
  const most = Math.max(1, ...visitors.values());
  return (
    <svg
      class="map"
      viewBox={`0 0 ${world.width} ${world.height}`}
      role="img"
      aria-label={texts.mapTitle(visitors.size)}
    >
      {world.outlines.map(([country, path], index) => {
        // No code is that of land without one, and of visitors from nobody knows where.
        const count = country === '' ? 0 : (visitors.get(country) ?? 0);
        if (count === 0) return <path key={index} d={path} />;
        return (
          <path
            key={index}
            d={path}
            class={isChosen(country) ? 'has-visitors is-chosen' : 'has-visitors'}
            style={{ '--share': (0.15 + 0.85 * Math.sqrt(count / most)).toFixed(3) }}
            onClick={() => onToggle(country)}
          >
            <title>{`${toValueName('visit:country', country)}: ${toCountText(count)} ${texts.units.visitors(count)}`}</title>
          </path>
        );
      })}
    </svg>
  );
}
