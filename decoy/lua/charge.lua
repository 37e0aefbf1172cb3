-- Charge what others make us pay. It cannot be refused, so it may go below the floor and beyond every cap.
-- KEYS 1 contact it was charged for, 2 funds, 3 days, 4 ledger, 5 hours, 6 tally, 7 what callers cost today, 8 months;
--      of an attempt that was given up and sent after all: 9 its money, as if it had been set aside, 10 unpriced
-- ARGV 1 micros, 2 fields of days that count it [date, ...], 3 entry "charged" and 4 entry "corrected", both
--      without their amount, 5 keep the contact for (ms), 6 "1" when it is a guess, which the true amount may
--      correct later, in the days that counted the guess, 7 hour, or "" for a fixed cost, which no rate has,
--      8 minutes of a call, else 0, 9 field of the tally for the micros, 10 for the minutes, 11 ref of the
--      caller who made us pay, or "", 12 [keep what callers cost for (ms), most of them, how many of these stay when
--      there are more]; of such an attempt: 13 member of unpriced, 14 now (ms)
-- Returns 1, or 0 when this contact was charged before.
local charged, guess, days, minutes = unpack(redis.call('HMGET', KEYS[1], 'charged', 'guess', 'days', 'minutes'))
if charged and (guess ~= '1' or ARGV[6] == '1') then
  return 0
end
days = days or ARGV[2]
local micros = string.format('%.0f', ARGV[1] - (charged or 0))
redis.call('HSET', KEYS[1], 'charged', ARGV[1], 'guess', ARGV[6], 'days', days, 'minutes', ARGV[8])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
redis.call('HINCRBY', KEYS[2], 'spent', micros)
for _, field in ipairs(cjson.decode(days)) do
  redis.call('HINCRBY', KEYS[3], field, micros)
end
if ARGV[7] ~= '' then
  redis.call('HINCRBY', KEYS[5], ARGV[7], micros)
  redis.call('HINCRBY', KEYS[5], ARGV[7] .. ' events', 1)
end
redis.call('HINCRBY', KEYS[8], string.sub(cjson.decode(days)[1], 1, 7) .. ' cost', micros)
redis.call('HINCRBY', KEYS[6], ARGV[9], micros)
redis.call('HINCRBY', KEYS[6], ARGV[10], ARGV[8] - (minutes or 0))
if ARGV[11] ~= '' then
  local keep, most, stay = unpack(cjson.decode(ARGV[12]))
  redis.call('ZINCRBY', KEYS[7], micros, ARGV[11])
  redis.call('PEXPIRE', KEYS[7], keep)
  if redis.call('ZCARD', KEYS[7]) > most then
    redis.call('ZREMRANGEBYRANK', KEYS[7], 0, -1 - stay)
  end
end
if KEYS[9] then
  redis.call('HSET', KEYS[9], 'state', 'settled', 'micros', micros, 'days', days, 'settled_at', ARGV[14],
    'counted', ARGV[9])
  redis.call('PEXPIRE', KEYS[9], ARGV[5])
  redis.call('ZADD', KEYS[10], ARGV[14], ARGV[13])
end
redis.call('XADD', KEYS[4], '*', 'amount', micros, unpack(cjson.decode(charged and ARGV[4] or ARGV[3])))
return 1
