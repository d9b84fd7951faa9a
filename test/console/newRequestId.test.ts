import { newRequestId } from '../../src/console/client/apiKeys/newRequestId';

describe('the id of a request', () => {
  it('is a UUIDv4, and another one each time', () => {
    const ids = Array.from({ length: 100 }, () => newRequestId());
    const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(ids.filter((id) => !form.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(100);
  });
});
