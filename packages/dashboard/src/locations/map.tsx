import { world } from 'virtual:world-map';
import { toCountText } from '../format/number.ts';
import { toValueName } from '../lists/value-name.ts';
import { useRoving } from '../nav/use-roving.ts';
import { texts } from '../texts.ts';

interface MapProps {
  /** Visitors by country. */
  visitors: ReadonlyMap<string, number>;
  isChosen: (country: string) => boolean;
  onToggle: (country: string) => void;
}

/**
 * Where visitors are: each country with some is a button, those with most first. Shades go by the square root, or all but
 * the largest country would look empty.
 */
export function Map({ visitors, isChosen, onToggle }: MapProps) {
  const most = Math.max(1, ...visitors.values());
  // No code is that of land without one, and of visitors from nobody knows where.
  const toCount = (country: string): number => (country === '' ? 0 : (visitors.get(country) ?? 0));
  const seen = world.outlines
    .filter(([country]) => toCount(country) > 0)
    .toSorted(([one], [other]) => toCount(other) - toCount(one));
  const roving = useRoving(seen.length);
  return (
    <svg
      class="map"
      viewBox={`0 0 ${world.width} ${world.height}`}
      role="group"
      aria-label={texts.mapTitle(visitors.size)}
      onKeyDown={roving.onKeyDown}
    >
      {world.outlines.map(
        ([country, path], index) => toCount(country) === 0 && <path key={index} d={path} />,
      )}
      {seen.map(([country, path], index) => {
        const count = toCount(country);
        return (
          <path
            key={country}
            d={path}
            class={isChosen(country) ? 'has-visitors is-chosen' : 'has-visitors'}
            style={{ '--share': (0.15 + 0.85 * Math.sqrt(count / most)).toFixed(3) }}
            role="button"
            aria-pressed={isChosen(country)}
            {...roving.of(index)}
            onClick={() => onToggle(country)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' && event.key !== ' ') return;
              event.preventDefault();
              onToggle(country);
            }}
          >
            <title>{`${toValueName('visit:country', country)}: ${toCountText(count)} ${texts.units.visitors(count)}`}</title>
          </path>
        );
      })}
    </svg>
  );
}
