-- Lift a block or a pause, and write it down if there was one.
-- KEYS 1 hash, 2 ledger
-- ARGV 1 fields to delete [name, ...], 2 entry
-- Returns 1, or 0 when there was none.
if redis.call('HDEL', KEYS[1], unpack(cjson.decode(ARGV[1]))) == 0 then
  return 0
end
redis.call('XADD', KEYS[2], '*', unpack(cjson.decode(ARGV[2])))
return 1
