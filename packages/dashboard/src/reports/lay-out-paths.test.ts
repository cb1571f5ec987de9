import type { PathNode } from '@passerby/wire';
import { describe, expect, it } from 'vitest';
import { layOutPaths } from './lay-out-paths.ts';

const node = (step: number, page: string, visits: number): PathNode => ({ step, kind: 'page', page, visits });

describe('the paths', () => {
  it('have a column for each step, and nodes as high as they have visits', () => {
    const { boxes, width, height } = layOutPaths(
      [node(0, '/', 90), node(0, '/a', 60), node(1, '/b', 50)],
      [],
    );
    // 150 visits are 300 pixels; 6 are left between two nodes; a column is 240 wide, a node 150.
    expect(boxes.map(({ left, top, height: tall }) => [left, top, tall])).toEqual([
      [0, 0, 180],
      [0, 186, 120],
      [240, 0, 100],
    ]);
    expect([width, height]).toEqual([390, 306]);
  });

  it('leave room for a name, however few visits', () => {
    const { boxes } = layOutPaths([node(-1, '/', 1000), node(-1, '/a', 1)], []);
    expect(boxes[1]?.height).toBe(26);
  });

  it('flow from the side of one node to the side of the next, one stream below the other', () => {
    const { streams } = layOutPaths(
      [node(0, '/', 100), node(1, '/a', 50), node(1, '/b', 50)],
      [
        { source: 0, target: 1, visits: 50 },
        { source: 0, target: 2, visits: 50 },
      ],
    );
    expect(streams).toEqual([
      { path: 'M150 75C195 75 195 75 240 75', thickness: 150 },
      { path: 'M150 225C195 225 195 231 240 231', thickness: 150 },
    ]);
  });

  it('of nothing are nothing', () => {
    expect(layOutPaths([], [])).toMatchObject({ boxes: [], streams: [] });
  });
});
