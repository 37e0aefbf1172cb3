-- Bring back what is to be looked at later than anything may be: a clock that ran ahead put it there.
-- KEYS 1 sorted set, by when each is to be looked at (ms)
-- ARGV 1 how far ahead that may lie (ms), 2 when what lies further is to be looked at instead (ms)
-- Returns how many there were.
local far = redis.call('ZRANGE', KEYS[1], '(' .. ARGV[1], '+inf', 'BYSCORE')
for _, member in ipairs(far) do
  redis.call('ZADD', KEYS[1], ARGV[2], member)
end
return #far
