import { toMomentText } from '../format/time-label.ts';
import { texts } from '../texts.ts';
import type { PlacedAnnotation } from './place-annotations.ts';

/** What was noted in the range, to read. */
export function AnnotationList({ annotations }: { annotations: PlacedAnnotation[] }) {
  return (
    <details class="series">
      <summary>{texts.annotationCount(annotations.length)}</summary>
      <ul class="annotations">
        {annotations.map(({ id, label, text, link }) => (
          <li key={id}>
            <span>{toMomentText(label)}</span>
            {link === undefined ? (
              <bdi>{text}</bdi>
            ) : (
              <a href={link} target="_blank" rel="noreferrer">
                <bdi>{text}</bdi>
              </a>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
