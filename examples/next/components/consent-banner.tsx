'use client';

import { useTracker, type Consent } from '@passerby/sdk-react';
import { useState, type ReactElement } from 'react';

/** Counting needs no consent, as nothing identifies the visitor; knowing who comes back does. */
export function ConsentBanner(): ReactElement | null {
  const { setConsent } = useTracker();
  const [isOpen, setIsOpen] = useState(true);
  if (!isOpen) return null;
  const choose = (consent: Consent): void => {
    setConsent(consent);
    setIsOpen(false);
  };
  return (
    <aside aria-label="Consent">
      <p>May we recognize you when you come back?</p>
      <button onClick={() => choose('granted')}>Accept</button>
      <button onClick={() => choose('denied')}>Decline</button>
    </aside>
  );
}
