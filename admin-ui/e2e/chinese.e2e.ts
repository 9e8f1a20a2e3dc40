import { journeysIn } from './journeys';

journeysIn('zh');
