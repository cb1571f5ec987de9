import type { Choice } from '../privacy/consent.ts';
import type { DevtoolsOptions } from './open-devtools.ts';

/** In words, what the visitor has agreed to: as the tracker keeps it for all tabs, else as the options say. */
export function tellConsent({ site, consent }: DevtoolsOptions): string {
  let kept: Choice = {};
  try {
    kept = { ...JSON.parse(localStorage.getItem(`passerby:${site}`) as string) };
  } catch {
    // Storage is blocked, or holds what is not ours: then the options are all that is known.
  }
  const agreed = kept.consent ?? consent;
  const { globalPrivacyControl } = navigator as { globalPrivacyControl?: boolean };
  return [
    `Consent: ${agreed ?? 'none asked'}`,
    ...(agreed === 'granted' && kept.visitor ? [`visitor ${kept.visitor.slice(0, 8)}…`] : []),
    ...(agreed === 'granted' && kept.user ? [`user ${kept.user}`] : []),
    ...(globalPrivacyControl ? ['Global Privacy Control'] : []),
  ].join(' · ');
}
