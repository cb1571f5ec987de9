import { createRequire } from 'node:module';
import { geoNaturalEarth1, geoPath } from 'd3-geo';
import countries from 'i18n-iso-countries';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { Plugin } from 'vite';

const name = 'virtual:world-map';
const resolved = `\0${name}`;
/** Of the drawing, in its own units. */
const [width, height] = [960, 470];
/** ISO 3166-1 numeric code of Antarctica, which would take a fifth of the height. */
const antarctica = '010';

/**
 * The countries as outlines to draw, worked out when the page is built: from Natural Earth's shapes (public domain, in
 * the package `world-atlas`), in the projection Natural Earth. The page gets text and no library for maps.
 */
export function worldMap(): Plugin {
  return {
    name: 'world-map',
    resolveId: (id) => (id === name ? resolved : null),
    load: (id) => (id === resolved ? `export const world = ${JSON.stringify(draw())};` : null),
  };
}

function draw(): { width: number; height: number; outlines: [country: string, path: string][] } {
  const topology = createRequire(import.meta.url)('world-atlas/countries-110m.json') as Topology<{
    countries: GeometryCollection;
  }>;
  const all = feature(topology, topology.objects.countries);
  const shown = { ...all, features: all.features.filter(({ id }) => id !== antarctica) };
  const toPath = geoPath(geoNaturalEarth1().fitSize([width, height], shown)).digits(1);
  return {
    width,
    height,
    // Without a code of their own (Northern Cyprus, Somaliland, Kosovo) they are drawn and stand for nobody.
    outlines: shown.features.map((each) => [
      countries.numericToAlpha2(String(each.id)) ?? '',
      toPath(each) ?? '',
    ]),
  };
}
