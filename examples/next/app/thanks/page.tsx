import type { ReactElement } from 'react';

export default function ThanksPage(): ReactElement {
  return <h1>Thank you</h1>;
}
