-- Pay into the fund.
-- KEYS 1 top-ups, 2 funds, 3 ledger
-- ARGV 1 id of the top-up, 2 micros, 3 entry "topped-up", 4 the top-up as it is remembered
-- Returns 1, or 0 when this top-up was entered before.
if redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[4]) == 0 then
  return 0
end
redis.call('HINCRBY', KEYS[2], 'topped_up', ARGV[2])
redis.call('XADD', KEYS[3], '*', unpack(cjson.decode(ARGV[3])))
return 1
