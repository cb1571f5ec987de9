import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeElement, stubPage } from '../../test/fake-page.ts';
import { trackForms } from './forms.ts';

const trackEvent = vi.fn<(name: string, props: object) => void>();

/** Submits a form; returns the event afterwards. */
function submit(form: FakeElement, submitter: FakeElement | null = null): Event {
  const event = Object.assign(new Event('submit', { bubbles: true, cancelable: true }), { submitter });
  Object.defineProperty(event, 'target', { value: form });
  document.dispatchEvent(event);
  return event;
}

const form = (attributes: Record<string, string>): FakeElement => new FakeElement('form', attributes);

beforeEach(() => {
  trackEvent.mockReset();
  stubPage('https://shop.example/join/?invited-by=ada');
});
afterEach(() => vi.unstubAllGlobals());

test('tells which form was submitted', () => {
  trackForms({ trackEvent });
  submit(form({ id: 'join', name: 'newsletter', action: '/api/join?list=7', method: 'POST' }));
  expect(trackEvent.mock.calls).toEqual([
    ['form-submit', { id: 'join', name: 'newsletter', action: '/api/join', method: 'post' }],
  ]);
});

test('takes from a form that says nothing what the browser takes', () => {
  trackForms({ trackEvent });
  submit(form({}));
  expect(trackEvent.mock.calls).toEqual([
    ['form-submit', { id: undefined, name: undefined, action: '/join/', method: 'get' }],
  ]);
});

test('takes from the button what it says in place of the form', () => {
  trackForms({ trackEvent });
  submit(form({ action: '/save' }), new FakeElement('button', { formaction: '/drop', formmethod: 'post' }));
  expect(trackEvent.mock.calls[0]?.[1]).toMatchObject({ action: '/drop', method: 'post' });
});

test('tells of another site with its origin, and of no mail address', () => {
  trackForms({ trackEvent });
  submit(form({ action: 'https://ada:secret@lists.example/add?key=1' }));
  submit(form({ action: 'mailto:ada@mail.example' }));
  expect(trackEvent.mock.calls.map(([, props]) => props)).toMatchObject([
    { action: 'https://lists.example/add' },
    { action: undefined },
  ]);
});

describe('never a field’s value', () => {
  test('though a field has the name of what is read', () => {
    trackForms({ trackEvent });
    // In a browser `form.id` is the field named "id", and so on.
    const field = { value: 'Ada Lovelace', toString: () => 'Ada Lovelace' };
    const fields = {
      id: field,
      name: field,
      action: field,
      method: field,
      getAttribute: () => 'Ada Lovelace',
    };
    submit(Object.assign(form({ id: 'join' }), fields));
    expect(trackEvent.mock.calls).toEqual([
      ['form-submit', { id: 'join', name: undefined, action: '/join/', method: 'get' }],
    ]);
  });
});

test('never prevents the submit, and goes on when the tracker throws', () => {
  trackEvent.mockImplementation(() => {
    throw new Error('broken');
  });
  trackForms({ trackEvent });
  expect(submit(form({})).defaultPrevented).toBe(false);
  expect(trackEvent).toHaveBeenCalledOnce();
});

test('tells nothing after its undo, and does nothing on a server', () => {
  trackForms({ trackEvent })();
  submit(form({}));
  vi.unstubAllGlobals();
  expect(() => trackForms({ trackEvent })()).not.toThrow();
  expect(trackEvent).not.toHaveBeenCalled();
});
