-- Hold the replies back by a stop link, once, until somebody resumes them; what holds back more stays in force.
-- KEYS 1 when this link was used, 2 orders, 3 ledger
-- ARGV 1 now (ms), 2 keep for (ms), 3 whose order this is, 4 the order (JSON), 5 who closed the line, if anybody did,
--      6 entry
-- Returns 1 when the line is held back, or 0 when the link was used before.
local used = redis.call('GET', KEYS[1])
if used then
  return used == ARGV[1] and 1 or 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
local order, known = cjson.decode(ARGV[4]), redis.call('HGET', KEYS[2], ARGV[3])
local before = known and cjson.decode(known)
if redis.call('HEXISTS', KEYS[2], ARGV[5]) == 1 or (before and before['until'] == '') then
  return 1
end
if before and tonumber(ARGV[1]) < before['until'] then
  before['until'] = ''
  order = before
end
redis.call('HSET', KEYS[2], ARGV[3], cjson.encode(order))
redis.call('XADD', KEYS[3], '*', unpack(cjson.decode(ARGV[6])))
return 1
