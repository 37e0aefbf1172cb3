-- Set the price of a reply aside, if the floor, the day's cap and the hour's share of it allow.
-- KEYS 1 reservation, 2 funds, 3 days, 4 ledger
-- ARGV 1 now (ms), 2 micros, 3 floor, 4 daily cap, 5 hourly cap, 6 date, 7 entry "reserved", 8 keep for (ms)
-- Returns "reserved", or the reason why not: "floor", "daily_cap", "hourly_share". A reservation made before
-- keeps the state it has, and that is returned: "reserved", "settled" or "released".
local known = redis.call('HGET', KEYS[1], 'state')
if known then
  return known
end

local micros = tonumber(ARGV[2])
local function number(key, field)
  return tonumber(redis.call('HGET', key, field) or 0)
end

local available = number(KEYS[2], 'topped_up') - number(KEYS[2], 'spent') - number(KEYS[2], 'reserved') - ARGV[3]
if micros > available then
  return 'floor'
end
if number(KEYS[3], ARGV[6]) + micros > tonumber(ARGV[4]) then
  return 'daily_cap'
end
-- The hour's share is a bucket that empties evenly: full, it is empty again an hour later. A clock that is
-- behind another one's empties nothing.
local at = math.max(ARGV[1], number(KEYS[2], 'hour_at'))
local elapsed = at - number(KEYS[2], 'hour_at')
local used = math.max(0, number(KEYS[2], 'hour_used') - math.floor(elapsed * ARGV[5] / 3600000))
if used + micros > tonumber(ARGV[5]) then
  return 'hourly_share'
end

redis.call('HSET', KEYS[1], 'state', 'reserved', 'micros', ARGV[2], 'date', ARGV[6])
redis.call('PEXPIRE', KEYS[1], ARGV[8])
redis.call('HSET', KEYS[2], 'hour_used', string.format('%.0f', used + micros), 'hour_at', string.format('%.0f', at))
redis.call('HINCRBY', KEYS[2], 'reserved', ARGV[2])
redis.call('HINCRBY', KEYS[3], ARGV[6], ARGV[2])
redis.call('XADD', KEYS[4], '*', unpack(cjson.decode(ARGV[7])))
return 'reserved'
