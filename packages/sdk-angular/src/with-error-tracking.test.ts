import { Component, ErrorHandler, provideBrowserGlobalErrorListeners } from '@angular/core';
import { TRACKER, provideTracker, withErrorTracking } from '@passerby/sdk-angular';
import { expect, test } from 'vitest';
import { startApp } from '../test/start-app.ts';
import { events, options } from '../test/told.ts';

@Component({ selector: 'app-root', template: '<button (click)="buy()">Buy</button>' })
class Shop {
  buy(): void {
    throw new TypeError('no answer from /api/cart?token=secret');
  }
}
class OwnHandler extends ErrorHandler {
  readonly handled: unknown[] = [];
  override handleError(error: unknown): void {
    this.handled.push(error);
  }
}
const told = [['error', { message: 'no answer from /api/cart', type: 'TypeError' }]];

test('tracks what Angular catches, and the app’s own handler hears of it as before', async () => {
  const handler = new OwnHandler();
  await startApp(Shop, [
    provideTracker(options, withErrorTracking()),
    // After ours: it counts what is injected, not who comes last.
    { provide: ErrorHandler, useValue: handler },
  ]);
  document.querySelector('button')?.click();
  document.querySelector('button')?.click();
  expect(handler.handled).toHaveLength(2);
  expect(events()).toMatchObject(told);
});

test('tracks what happens outside of Angular where the app listens to it', async () => {
  await startApp(Shop, [
    { provide: ErrorHandler, useValue: new OwnHandler() },
    provideBrowserGlobalErrorListeners(),
    provideTracker(options, withErrorTracking()),
  ]);
  const error = new TypeError('no answer from /api/cart?token=secret');
  dispatchEvent(new ErrorEvent('error', { error, message: error.message }));
  expect(events()).toMatchObject(told);
});

test('lets go of the handler when the app is destroyed', async () => {
  const handler = new OwnHandler();
  const app = await startApp(Shop, [
    { provide: ErrorHandler, useValue: handler },
    provideTracker(options, withErrorTracking()),
  ]);
  const tracker = app.injector.get(TRACKER);
  app.destroy();
  await Promise.resolve();
  handler.handleError(new Error('late'));
  expect(handler.handled).toHaveLength(1);
  expect(tracker.stats().dropped).toEqual({ 'before-send': 1 });
});
