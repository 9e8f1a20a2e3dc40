import type { Schemas } from '../api/client';

export interface RegistrationValues {
  displayName: string;
  destinations: string[];
  categories: string[];
  languages: string[];
  referralCode?: string;
}

/** Places are told apart by their codes, which are in capitals; what guides know is not. */
export function registrationOf(values: RegistrationValues): Schemas['GuideRegistration'] {
  const referralCode = values.referralCode?.trim();
  return {
    displayName: values.displayName.trim(),
    destinations: once(values.destinations.map((place) => place.trim().toUpperCase())),
    categories: once(values.categories.map((category) => category.trim().toLowerCase())),
    languages: once(values.languages.map((language) => language.trim())),
    ...(referralCode ? { referralCode } : {}),
  };
}

/** Which field shows an error at a wire path. */
export function fieldForRegistration(path: (string | number)[]): string[] | null {
  const field = String(path[0]);
  return ['displayName', 'destinations', 'categories', 'languages', 'referralCode'].includes(field) ? [field] : null;
}

/** Where somebody registers with the code of who brought them. */
export function invitationLink(origin: string, referralCode: string): string {
  return `${origin}/join?${new URLSearchParams({ code: referralCode })}`;
}

/** An account as banks write it in messages: capitals and digits, without the spaces people put between. */
export function accountOf(typed: string): string {
  return typed.replaceAll(/[\s-]/g, '').toUpperCase();
}

function once(values: string[]): string[] {
  return [...new Set(values.filter(Boolean))];
}
