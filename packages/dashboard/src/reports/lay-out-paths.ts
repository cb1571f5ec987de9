import type { PathLink, PathNode } from '@passerby/wire';

/** Where a node is drawn, in CSS pixels. */
interface Box {
  node: PathNode;
  left: number;
  top: number;
  height: number;
}

/** Visits from one node to the next: a line of this thickness. */
interface Stream {
  path: string;
  thickness: number;
}

export const nodeWidth = 150;
const columnWidth = 240;
/** Of the step that most visits are in. */
const fullHeight = 300;
/** Room for a name. */
const leastHeight = 26;
const gap = 6;

/**
 * A column for each step, and in it the nodes one below the other, as high as they have visits. Streams leave and reach a
 * node in the order of those at the other end, so that few cross.
 */
export function layOutPaths(
  nodes: PathNode[],
  links: PathLink[],
): { boxes: Box[]; streams: Stream[]; width: number; height: number } {
  const steps = [...new Set(nodes.map(({ step }) => step))];
  const sumOf = (step: number): number =>
    nodes.reduce((sum, node) => sum + (node.step === step ? node.visits : 0), 0);
  const scale = fullHeight / Math.max(1, ...steps.map(sumOf));
  const bottoms = steps.map(() => 0);
  const boxes = nodes.map((node) => {
    const column = steps.indexOf(node.step);
    const height = Math.max(leastHeight, node.visits * scale);
    const top = bottoms[column] ?? 0;
    bottoms[column] = top + height + gap;
    return { node, left: column * columnWidth, top, height };
  });
  const used = boxes.map(() => ({ left: 0, right: 0 }));
  const streams = links.flatMap(({ source, target, visits }) => {
    const [from, to, ofFrom, ofTo] = [boxes[source], boxes[target], used[source], used[target]];
    if (!from || !to || !ofFrom || !ofTo) return [];
    const thickness = Math.max(1, visits * scale);
    const start = from.top + ofFrom.right + thickness / 2;
    const end = to.top + ofTo.left + thickness / 2;
    ofFrom.right += thickness;
    ofTo.left += thickness;
    const [x, bend, far] = [from.left + nodeWidth, (from.left + nodeWidth + to.left) / 2, to.left];
    return [{ path: `M${x} ${start}C${bend} ${start} ${bend} ${end} ${far} ${end}`, thickness }];
  });
  return {
    boxes,
    streams,
    width: Math.max(0, steps.length - 1) * columnWidth + nodeWidth,
    height: Math.max(0, ...bottoms) - gap,
  };
}
