-- Use up a code of an operator's app, so that nobody who read along can use it again.
-- KEYS 1 operator
-- ARGV 1 time step of the code
-- Returns 1, or 0 when this code or a later one was used before.
local last = redis.call('HGET', KEYS[1], 'step')
if not last or tonumber(ARGV[1]) <= tonumber(last) then
  return 0
end
redis.call('HSET', KEYS[1], 'step', ARGV[1])
return 1
