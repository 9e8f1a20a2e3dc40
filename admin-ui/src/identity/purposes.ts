import type { Purpose } from '../api/queries';

export const PURPOSES: Purpose[] = ['ADS', 'SERVICE'];
