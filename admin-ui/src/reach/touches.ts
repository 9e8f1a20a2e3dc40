import type { Schemas } from '../api/client';

/** The touches of one person that are above plan, by id, each with its cause; lists that are not there yet say nothing. */
export function aboveOf(heavy: (Schemas['HeavyPerson'][] | undefined)[]): Map<string, string> {
  return new Map(heavy.flatMap((people) => (people ?? []).flatMap((person) => person.above.map((touch) => [touch.touchId, touch.cause] as [string, string]))));
}
