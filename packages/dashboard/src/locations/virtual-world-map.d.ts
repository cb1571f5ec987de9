declare module 'virtual:world-map' {
  /** See `build/world-map.ts`. */
  export const world: { width: number; height: number; outlines: [country: string, path: string][] };
}
