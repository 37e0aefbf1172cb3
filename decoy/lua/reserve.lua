-- Set the price of a reply aside, if the fund, the provider's account, every cap and the hour's share allow.
-- KEYS 1 reservation, 2 funds, 3 days, 4 ledger
-- ARGV 1 now (ms), 2 micros, 3 floor, 4 what counts it [[field of days, cap or "" for none, reason], ...],
--      5 hourly cap, 6 entry "reserved", 7 keep for (ms)
-- Returns ["reserved"], or the reason why not: ["floor"], ["balance"], the reason of the first cap that is full,
-- or ["hourly_share", when it has room for this (ms)], without the moment when it never has. A reservation made
-- before keeps the state it has, and that is returned: ["reserved"], ["settled"] or ["released"].
local known = redis.call('HGET', KEYS[1], 'state')
if known then
  return {known}
end

local micros, floor, share = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[5])
local function number(key, field)
  return tonumber(redis.call('HGET', key, field) or 0)
end

local spent, reserved = number(KEYS[2], 'spent'), number(KEYS[2], 'reserved')
if micros > number(KEYS[2], 'topped_up') - spent - reserved - floor then
  return {'floor'}
end
local balance = redis.call('HGET', KEYS[2], 'balance')
if balance and micros > balance - (spent - number(KEYS[2], 'balance_spent')) - reserved - floor then
  return {'balance'}
end
local days = {}
for place, count in ipairs(cjson.decode(ARGV[4])) do
  local field, cap, reason = unpack(count)
  if cap ~= '' and number(KEYS[3], field) + micros > cap then
    return {reason}
  end
  days[place] = field
end
-- The hour's share is a bucket that empties evenly: full, it is empty again an hour later, also when operators
-- have just lowered it. A clock that is behind another one's empties nothing.
local filled, since = math.min(number(KEYS[2], 'hour_used'), share), number(KEYS[2], 'hour_at')
local function drained(moment)
  return math.floor((moment - since) * share / 3600000)
end
local at = math.max(ARGV[1], since)
local used = math.max(0, filled - drained(at))
if used + micros > share then
  if share == 0 or micros > share then
    return {'hourly_share'}
  end
  local drain = filled + micros - share
  local opens = since + math.ceil(drain * 3600000 / share)
  return {'hourly_share', string.format('%.0f', drained(opens) < drain and opens + 1 or opens)}
end

redis.call('HSET', KEYS[1], 'state', 'reserved', 'micros', ARGV[2], 'days', cjson.encode(days))
redis.call('PEXPIRE', KEYS[1], ARGV[7])
redis.call('HSET', KEYS[2], 'hour_used', string.format('%.0f', used + micros), 'hour_at', string.format('%.0f', at))
redis.call('HINCRBY', KEYS[2], 'reserved', ARGV[2])
for _, field in ipairs(days) do
  redis.call('HINCRBY', KEYS[3], field, ARGV[2])
end
redis.call('XADD', KEYS[4], '*', unpack(cjson.decode(ARGV[6])))
return {'reserved'}
