-- Give up asking what a reply really cost, and count it.
-- KEYS 1 unpriced, 2 funds
-- ARGV 1 member of unpriced
-- Returns 1, or 0 when it was given up before.
if redis.call('ZREM', KEYS[1], ARGV[1]) == 0 then
  return 0
end
redis.call('HINCRBY', KEYS[2], 'unpriced', 1)
return 1
