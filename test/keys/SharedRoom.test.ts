import { SharedRoom } from '../../src/keys/SharedRoom';

describe('the room that organizations share', () => {
  const fill = (room: SharedRoom<{ organizationId: string }>, organizationId: string, count: number) => {
    for (let index = 0; index < count; index += 1) room.add(`${organizationId} ${index}`, { organizationId });
  };

  it('keeps equal items as one, with their count', () => {
    const room = new SharedRoom<{ organizationId: string }>();
    for (const _each of [1, 2, 3]) room.add('a', { organizationId: 'o1' });
    room.add('b', { organizationId: 'o1' }, 7);
    expect(room.take(() => true).map(({ name, count }) => [name, count])).toEqual([
      ['a', 3],
      ['b', 7],
    ]);
    expect(room.size).toBe(0);
  });

  it('has a share for each organization, so that a flood of one takes no room of another', () => {
    const room = new SharedRoom<{ organizationId: string }>();
    fill(room, 'o1', 2_000);
    fill(room, 'o2', 3);
    expect([room.size, room.takeDroppedCount(), room.takeDroppedCount()]).toEqual([503, 1_500, 0]);
    expect(room.take(({ organizationId }) => organizationId === 'o1')).toHaveLength(500);
    fill(room, 'o1', 500);
    expect([room.size, room.takeDroppedCount()]).toEqual([503, 0]);
  });

  it('is bounded, however many organizations there are', () => {
    const room = new SharedRoom<{ organizationId: string }>();
    for (let index = 0; index < 30; index += 1) fill(room, `o${index}`, 500);
    expect([room.size, room.takeDroppedCount()]).toEqual([10_000, 5_000]);
  });
});
