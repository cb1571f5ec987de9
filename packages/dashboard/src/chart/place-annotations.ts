import type { Annotation } from '@passerby/wire';
import { toLocalTime } from '../state/date-range.ts';
import type { Series } from './series.ts';

/** An annotation and the point of the chart that it belongs to. */
export interface PlacedAnnotation extends Annotation {
  index: number;
  /** Label of its hour or day. */
  label: string;
}

/** Those that the chart has a point for, in the wall clock of the site. */
export function placeAnnotations(
  annotations: Annotation[],
  { unit, labels }: Series,
  timezone: string,
): PlacedAnnotation[] {
  return annotations.flatMap((annotation) => {
    const local = toLocalTime(timezone, new Date(annotation.time));
    const label = unit === 'hour' ? `${local.slice(0, 13)}:00:00` : local.slice(0, 10);
    const index = labels.indexOf(label);
    return index === -1 ? [] : [{ ...annotation, index, label }];
  });
}
