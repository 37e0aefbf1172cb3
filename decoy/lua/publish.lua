-- Put new words in force in one language; nothing happens when they are in force already.
-- KEYS 1 wording, 2 versions of this language, 3 ledger
-- ARGV 1 language, 2 text, 3 text that is shipped, 4 version {at, note, text} as JSON, 5 entry without its reason
-- Returns the number of the version in force.
local text, number = unpack(redis.call('HMGET', KEYS[1], ARGV[1], ARGV[1] .. ' version'))
number = tonumber(number or 0)
if (text or ARGV[3]) == ARGV[2] then
  return number
end
local version = cjson.decode(ARGV[4])
version.replaced = number
number = redis.call('RPUSH', KEYS[2], cjson.encode(version))
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2], ARGV[1] .. ' version', number)
local reason = ARGV[1] .. ' version ' .. number
redis.call('XADD', KEYS[3], '*', 'reason', reason, unpack(cjson.decode(ARGV[5])))
return number
