import { expect, it } from 'vitest';
import { rejectionDetail } from './rejections';

it('reads what the platform says of a rejected row', () => {
  expect(rejectionDetail('"yesterday" is no time')).toEqual({ say: 'noTime', value: 'yesterday' });
  expect(rejectionDetail('2031-01-01 is in the future')).toEqual({ say: 'future', value: '2031-01-01' });
  expect(rejectionDetail('there is no channel "a "b" is empty"')).toEqual({ say: 'noChannel', value: 'a "b" is empty' });
  expect(rejectionDetail('user id is empty')).toEqual({ say: 'empty', value: 'user id' });
  expect(rejectionDetail('phone identifies nobody: MALFORMED')).toEqual({ say: 'nobody', value: 'phone', because: 'MALFORMED' });
  expect(rejectionDetail('the line is longer than 65536 bytes')).toEqual({ say: 'lineTooLong' });
  expect(rejectionDetail('id is longer than 200 characters')).toEqual({ say: 'tooLong', value: 'id' });
  expect(rejectionDetail('the row has 3 fields, the header 4')).toEqual({ say: 'fields', value: '3', header: '4' });
  expect(rejectionDetail('the line is no JSON: Unexpected character')).toEqual({ say: 'noObject' });
});

it('leaves alone what it does not know', () => {
  expect(rejectionDetail('the platform says something new')).toBeUndefined();
});
