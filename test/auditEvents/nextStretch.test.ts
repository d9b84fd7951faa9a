import { FIRST_STRETCH, nextStretch } from '../../src/auditEvents/nextStretch';

describe('how far the next statement of a search goes', () => {
  it('is twice or four times as far after a short one, and no further than 65,536 sequences', () => {
    expect([FIRST_STRETCH, nextStretch(4_096, 0.75), nextStretch(4_096, 2.9)]).toEqual([32_768, 8_192, 8_192]);
    expect([nextStretch(4_096, 0), nextStretch(4_096, 0.7)]).toEqual([16_384, 16_384]);
    expect([nextStretch(32_768, 1), nextStretch(65_536, 1)]).toEqual([65_536, 65_536]);
  });

  it('is as far after one that took some time, and half as far after a long one', () => {
    expect([nextStretch(8_192, 3), nextStretch(8_192, 11.9)]).toEqual([8_192, 8_192]);
    expect([nextStretch(65_536, 12), nextStretch(8_192, 500)]).toEqual([32_768, 4_096]);
    expect([nextStretch(4_096, 500), nextStretch(16, 500)]).toEqual([4_096, 16]);
  });
});
