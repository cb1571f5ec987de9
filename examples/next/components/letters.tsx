'use client';

import { useState, type ReactElement } from 'react';

export function Letters(): ReactElement {
  const [isWelcome, setIsWelcome] = useState(false);
  if (isWelcome) return <p>Welcome to our letters.</p>;
  return (
    <form
      id="letters"
      onSubmit={(event) => {
        event.preventDefault();
        setIsWelcome(true);
      }}
    >
      <input type="email" aria-label="Email" placeholder="Email" />
      <button>Subscribe</button>
    </form>
  );
}
