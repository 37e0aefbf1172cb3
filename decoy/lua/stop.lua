-- Hold the replies back by a stop link, once, until somebody resumes them; what holds back more stays in force.
-- KEYS 1 when this link was used, 2 order, 3 ledger
-- ARGV 1 now (ms), 2 keep for (ms), 3 fields of the order [name, value, ...], 4 entry
-- Returns 1 when the line is held back by it, or 0 when the link was used before.
local used = redis.call('GET', KEYS[1])
if used then
  return used == ARGV[1] and 1 or 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
local ends = redis.call('HGET', KEYS[2], 'until')
if ends == '' then
  return 1
end
if ends and tonumber(ARGV[1]) < tonumber(ends) then
  redis.call('HSET', KEYS[2], 'until', '')
else
  redis.call('DEL', KEYS[2])
  redis.call('HSET', KEYS[2], unpack(cjson.decode(ARGV[3])))
end
redis.call('XADD', KEYS[3], '*', unpack(cjson.decode(ARGV[4])))
return 1
