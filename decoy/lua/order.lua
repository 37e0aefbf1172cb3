-- Hold the line back by order, and write it down. A closed line stays closed, whatever else is ordered; what nobody
-- ordered, a fault, gives way to any order in force.
-- KEYS 1 order, 2 ledger
-- ARGV 1 fields of the order [name, value, ...], 2 entry, 3 the rung of a closed line, 4 1 for a fault, 5 now (ms)
-- Returns 1, or 0 when the line is closed already, or held back while this is a fault.
local rung, ends = unpack(redis.call('HMGET', KEYS[1], 'rung', 'until'))
local in_force = ends and (ends == '' or tonumber(ARGV[5]) < tonumber(ends))
if rung == ARGV[3] or (in_force and ARGV[4] == '1') then
  return 0
end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], unpack(cjson.decode(ARGV[1])))
redis.call('XADD', KEYS[2], '*', unpack(cjson.decode(ARGV[2])))
return 1
