-- Put an earlier version of the words in force in one language.
-- KEYS 1 wording, 2 versions of this language, 3 ledger
-- ARGV 1 language, 2 number of the version (0 is what is shipped), 3 number that must be in force until now,
--      4 entry
-- Returns 1 when that version is in force, now or before; 0 when there is none, or others changed the words since.
local number = redis.call('HGET', KEYS[1], ARGV[1] .. ' version') or '0'
if number == ARGV[2] then
  return 1
end
local version = ARGV[2] ~= '0' and redis.call('LINDEX', KEYS[2], ARGV[2] - 1)
if number ~= ARGV[3] or (ARGV[2] ~= '0' and not version) then
  return 0
end
if version then
  redis.call('HSET', KEYS[1], ARGV[1], cjson.decode(version).text, ARGV[1] .. ' version', ARGV[2])
else
  redis.call('HDEL', KEYS[1], ARGV[1], ARGV[1] .. ' version')
end
redis.call('XADD', KEYS[3], '*', unpack(cjson.decode(ARGV[4])))
return 1
