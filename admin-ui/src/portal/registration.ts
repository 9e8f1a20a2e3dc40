import type { Schemas } from '../api/client';
import { categoryOf, placeOf } from '../commerce/expertise';

export interface RegistrationValues {
  displayName: string;
  destinations: string[];
  categories: string[];
  languages: string[];
  referralCode?: string;
  email: string;
  password: string;
}

export function registrationOf(values: RegistrationValues): Schemas['GuideRegistration'] {
  const referralCode = values.referralCode?.trim();
  return {
    displayName: values.displayName.trim(),
    destinations: once(values.destinations.map(placeOf)),
    categories: once(values.categories.map(categoryOf)),
    languages: once(values.languages.map((language) => language.trim())),
    ...(referralCode ? { referralCode } : {}),
    email: values.email.trim(),
    password: values.password,
  };
}

/** Which field shows an error at a wire path. */
export function fieldForRegistration(path: (string | number)[]): string[] | null {
  const field = String(path[0]);
  return ['displayName', 'destinations', 'categories', 'languages', 'referralCode', 'email', 'password'].includes(field) ? [field] : null;
}

/** Where everybody can see a guide and what they recommend. */
export function publicPage(origin: string, guideId: string): string {
  return `${origin}/g/${guideId}`;
}

/** Where somebody registers with the code of who brought them. */
export function invitationLink(origin: string, referralCode: string): string {
  return `${origin}/join?${new URLSearchParams({ code: referralCode })}`;
}

function once(values: string[]): string[] {
  return [...new Set(values.filter(Boolean))];
}
