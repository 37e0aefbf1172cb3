-- Keep a notice, unless one is there that is young enough.
-- KEYS 1 notice
-- ARGV 1 now (ms), 2 it is young for (ms), 3 rung
-- Returns the rung and the moment (ms) of the notice in force.
local rung, at = unpack(redis.call('HMGET', KEYS[1], 'rung', 'at'))
if rung and math.abs(ARGV[1] - at) < tonumber(ARGV[2]) then  -- a moment far ahead came from a wrong clock
  return {rung, at}
end
redis.call('HSET', KEYS[1], 'rung', ARGV[3], 'at', ARGV[1])
return {ARGV[3], ARGV[1]}
