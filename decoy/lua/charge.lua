-- Charge what others make us pay. It cannot be refused, so it may go below the floor.
-- KEYS 1 contact it was charged for, 2 funds, 3 days, 4 ledger
-- ARGV 1 micros, 2 date, 3 entry "charged", 4 keep the contact for (ms)
-- Returns 1, or 0 when this contact was charged before.
if redis.call('HSETNX', KEYS[1], 'charged', ARGV[1]) == 0 then
  return 0
end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('HINCRBY', KEYS[2], 'spent', ARGV[1])
redis.call('HINCRBY', KEYS[3], ARGV[2], ARGV[1])
redis.call('XADD', KEYS[4], '*', unpack(cjson.decode(ARGV[3])))
return 1
