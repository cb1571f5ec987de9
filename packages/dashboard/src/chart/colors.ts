import type { Line } from '../state/view.ts';

export interface ChartColors {
  lines: Record<Line, string>;
  /** Below a line. */
  areas: Record<Line, string>;
  /** The line of the time before. */
  before: string;
  text: string;
  grid: string;
  paper: string;
}

/** The page's own colours in a form that a canvas understands: `light-dark()` is worked out by a real element. */
export function readColors(within: HTMLElement): ChartColors {
  const probe = document.createElement('span');
  probe.hidden = true;
  within.append(probe);
  const read = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const colors = {
    lines: { visitors: read('visitors'), visits: read('visits'), pageviews: read('pageviews') },
    areas: {
      visitors: read('visitors-area'),
      visits: read('visits-area'),
      pageviews: read('pageviews-area'),
    },
    before: read('before'),
    text: read('ink-soft'),
    grid: read('rule'),
    paper: read('paper'),
  };
  probe.remove();
  return colors;
}
