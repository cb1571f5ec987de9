import '@angular/compiler';
import { Component, provideZonelessChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { BrowserTestingModule, platformBrowserTesting } from '@angular/platform-browser/testing';
import { TRACKER, injectTracker, type Tracker } from '@passerby/sdk-angular';
import { createTestTracker } from '@passerby/testing';
// oxlint-disable-next-line import/no-unassigned-import -- as its users do
import '@passerby/testing/vitest';
import { expect, test } from 'vitest';

@Component({ template: `<button (click)="tracker.trackEvent('signup', { plan: 'pro' })">Sign up</button>` })
class SignUp {
  readonly tracker: Tracker = injectTracker();
}

test('a component of Angular is given its tracker by its token', () => {
  TestBed.initTestEnvironment(BrowserTestingModule, platformBrowserTesting());
  const tracker = createTestTracker();
  TestBed.configureTestingModule({
    providers: [provideZonelessChangeDetection(), { provide: TRACKER, useValue: tracker }],
  });
  const fixture = TestBed.createComponent(SignUp);
  fixture.nativeElement.querySelector('button').click();
  expect(tracker).toHaveTracked('signup', { plan: 'pro' }, { times: 1 });
});
