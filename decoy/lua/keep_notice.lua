-- Keep a notice, unless one is there that is young enough.
-- KEYS 1 notice
-- ARGV 1 now (ms), 2 it is young for (ms), 3 rung, 4 "1" when it is crowded, else "", 5 caps that are used up
-- Returns the rung, the moment (ms), the crowd and the caps of the notice in force.
local rung, at, crowded, full = unpack(redis.call('HMGET', KEYS[1], 'rung', 'at', 'crowded', 'full'))
if rung and math.abs(ARGV[1] - at) < tonumber(ARGV[2]) then  -- a moment far ahead came from a wrong clock
  return {rung, at, crowded or '', full or ''}
end
redis.call('HSET', KEYS[1], 'rung', ARGV[3], 'at', ARGV[1], 'crowded', ARGV[4], 'full', ARGV[5])
return {ARGV[3], ARGV[1], ARGV[4], ARGV[5]}
