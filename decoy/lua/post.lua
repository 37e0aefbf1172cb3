-- Put a decoy number on a duty, and write that down.
-- KEYS 1 roster, 2 ledger
-- ARGV 1 decoy number, 2 duty, 3 the duty of a number that is not on the roster, 4 its place on the roster as JSON,
--      5 entry
-- Returns 1, or 0 when it had that duty already.
local posted = redis.call('HGET', KEYS[1], ARGV[1])
if posted == ARGV[4] then
  return 1
end
if (posted and cjson.decode(posted).duty or ARGV[3]) == ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[4])
redis.call('XADD', KEYS[2], '*', unpack(cjson.decode(ARGV[5])))
return 1
