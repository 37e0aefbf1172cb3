-- Note which channels were told of an alert.
-- KEYS 1 alert, 2 unsent alerts
-- ARGV 1 key, 2 when it was raised (ms), 3 the channels [name, ...], 4 its state now, or "" to leave that
-- Returns 1, or 0 when it has been raised anew meanwhile.
if redis.call('HGET', KEYS[1], 'raised') ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[1], 'told', ARGV[3])
if ARGV[4] ~= '' then
  redis.call('HSET', KEYS[1], 'state', ARGV[4])
  redis.call('ZREM', KEYS[2], ARGV[1])
end
return 1
