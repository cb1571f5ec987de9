import { Component, input } from '@angular/core';

@Component({ selector: 'shop-text-page', template: '<h1>{{ text() }}</h1>' })
export class TextPage {
  /** Of the route's `data`. */
  readonly text = input('');
}
