-- Claim one attempt to send an alert: whoever comes second finds the next one far away.
-- KEYS 1 alert, 2 unsent alerts
-- ARGV 1 key, 2 now (ms), 3 how long to wait after each attempt but the last [ms, ...]
-- Returns 1, or 0 when no attempt is due.
local due = redis.call('ZSCORE', KEYS[2], ARGV[1])
if not due or tonumber(due) > tonumber(ARGV[2]) then
  return 0
end
local tries = redis.call('HINCRBY', KEYS[1], 'tries', 1)
local pause = cjson.decode(ARGV[3])[tries]
if pause then
  redis.call('ZADD', KEYS[2], string.format('%.0f', ARGV[2] + pause), ARGV[1])
else
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('HSET', KEYS[1], 'state', 'unsent')
end
return 1
