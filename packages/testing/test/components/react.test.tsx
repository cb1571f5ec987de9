import { TrackerProvider, useTracker } from '@passerby/sdk-react';
import { fireEvent, render, screen } from '@testing-library/react';
import type { ReactElement } from 'react';
import { createTestTracker } from '@passerby/testing';
// oxlint-disable-next-line import/no-unassigned-import -- as its users do
import '@passerby/testing/vitest';
import { expect, test } from 'vitest';

function SignUp(): ReactElement {
  const { trackEvent } = useTracker();
  return <button onClick={() => trackEvent('signup', { plan: 'pro' })}>Sign up</button>;
}

test('a component of React is given its tracker by the provider', () => {
  const tracker = createTestTracker();
  render(<SignUp />, {
    wrapper: ({ children }) => <TrackerProvider tracker={tracker}>{children}</TrackerProvider>,
  });
  fireEvent.click(screen.getByRole('button'));
  expect(tracker).toHaveTracked('signup', { plan: 'pro' }, { times: 1 });
});
