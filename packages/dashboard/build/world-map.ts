import { createRequire } from 'node:module';
import { type GeoContext, geoNaturalEarth1, geoPath } from 'd3-geo';
import countries from 'i18n-iso-countries';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { Plugin } from 'vite';

const name = 'virtual:world-map';
const resolved = `\0${name}`;
/** Of the drawing, in its own units: whole numbers draw it. More than three of them to a CSS pixel where it is largest. */
const [width, height] = [3600, 1760];
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
  const projection = geoNaturalEarth1().fitSize([width, height], shown);
  return {
    width,
    height,
    // Without a code of their own (Northern Cyprus, Somaliland, Kosovo) they are drawn and stand for nobody.
    outlines: shown.features.map((each) => {
      const outline = new Outline();
      geoPath(projection, outline)(each);
      return [countries.numericToAlpha2(String(each.id)) ?? '', outline.path];
    }),
  };
}

/**
 * Writes each point as its distance from the one before, which takes half the bytes of its place. What follows an `m` is a
 * line (SVG 2, 9.3.3), and a minus parts numbers as a blank does.
 */
class Outline implements GeoContext {
  path = '';
  #x = 0;
  #y = 0;
  #start: [x: number, y: number] = [0, 0];

  moveTo(x: number, y: number): void {
    this.#go('m', x, y);
    this.#start = [this.#x, this.#y];
  }

  lineTo(x: number, y: number): void {
    this.#go('l', x, y);
  }

  closePath(): void {
    this.path += 'z';
    [this.#x, this.#y] = this.#start;
  }

  beginPath(): void {
    this.path = '';
  }

  arc(): void {
    throw new Error('world-map: a country is a point, and not drawn');
  }

  /** From what was written, not from what was given: roundings do not add up. */
  #go(command: 'm' | 'l', toX: number, toY: number): void {
    const [x, y] = [Math.round(toX), Math.round(toY)];
    const [right, down] = [x - this.#x, y - this.#y];
    if (command === 'l' && right === 0 && down === 0) return;
    const after = command === 'm' ? 'm' : right < 0 ? '' : ' ';
    this.path += `${after}${right}${down < 0 ? '' : ' '}${down}`;
    [this.#x, this.#y] = [x, y];
  }
}
