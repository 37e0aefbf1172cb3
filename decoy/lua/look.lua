-- Look at the fund and at the caps, as they are at one moment.
-- KEYS 1 funds, 2 days
-- ARGV 1 fields of the funds [field, ...], 2 fields of the days [field, ...]
-- Returns what the first hold, and what the second hold.
return {
  redis.call('HMGET', KEYS[1], unpack(cjson.decode(ARGV[1]))),
  redis.call('HMGET', KEYS[2], unpack(cjson.decode(ARGV[2]))),
}
