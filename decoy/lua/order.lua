-- Hold the line back by order, and write it down. A closed line stays closed, whatever else is ordered.
-- KEYS 1 order, 2 ledger
-- ARGV 1 fields of the order [name, value, ...], 2 entry, 3 the rung of a closed line
-- Returns 1, or 0 when the line is closed already.
if redis.call('HGET', KEYS[1], 'rung') == ARGV[3] then
  return 0
end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], unpack(cjson.decode(ARGV[1])))
redis.call('XADD', KEYS[2], '*', unpack(cjson.decode(ARGV[2])))
return 1
