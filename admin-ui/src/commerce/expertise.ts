/** As the platform writes them: places as codes in capitals, goods in small letters. */
export function placeOf(typed: string): string {
  return typed.trim().toUpperCase();
}

export function categoryOf(typed: string): string {
  return typed.trim().toLowerCase();
}

/** What guides often know, to choose from; anything else can be typed. */
export const CATEGORIES = ['wine', 'food', 'fashion', 'beauty', 'art', 'watches', 'hotels', 'museums', 'nature'] as const;
export const PLACES = ['FR-PAR', 'FR-BDX', 'IT-FLR', 'IT-ROM', 'ES-BCN', 'CH-GVA', 'JP-TYO', 'JP-KYO', 'TH-BKK', 'CN-YNJ'] as const;
