import { inject } from '@angular/core';
import { Meta } from '@angular/platform-browser';

/** Where the shop is counted. The server knows, and says it in the page, so that one build does for all. */
export interface Settings {
  site: string;
  endpoint: string;
}
const name = 'passerby';

/** Of the page that the server has rendered. */
export function readSettings(): Settings {
  const content = document.querySelector<HTMLMetaElement>(`meta[name=${name}]`)?.content;
  return JSON.parse(content ?? '{}') as Settings;
}

/** In the page that the server renders. */
export function writeSettings(settings: Settings): void {
  inject(Meta).addTag({ name, content: JSON.stringify(settings) });
}
