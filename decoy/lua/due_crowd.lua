-- Count a reply as due, once as that of a single caller and once as that of a trusted one, and say what its scopes show.
-- KEYS 1 reply, 2 caller, 3 raids, 4 windows, 5 this hour, 6 the hour before, 7 ratios of its group; then two
--      keys each, of this half day and of the one before: 8, 9 countries, 10, 11 ranges, 12... one pair for each of its fingerprints
-- ARGV 1 now (ms), 2 this half day, 3 country, 4 range, 5 bodies [tag, ...],
--      6 rules {body_callers, steps, low, high, hour (ms)}, 7 room, in thousandths of the hour's share,
--      8 ids of the raids it may belong to [id, ...], 9 group it is counted in
-- Returns JSON {veto ("range", "body" or ""), trusted, short, one, two, one_before, two_before, ratios [..],
--      raids [JSON, ...]}.
local now, slot, country, range = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], ARGV[4]
local bodies, rules, room, group = cjson.decode(ARGV[5]), cjson.decode(ARGV[6]), tonumber(ARGV[7]), ARGV[9]

local function read(place, field, of)
  if tonumber(redis.call('HGET', KEYS[place], 'slot') or -1) == of then
    return redis.call('HGET', KEYS[place], field)
  end
  return false
end

local function total(place, field)
  return tonumber(read(place, field, slot) or 0) + tonumber(read(place + 1, field, slot - 1) or 0)
end

local function number(key, field)
  return tonumber(redis.call('HGET', key, field) or 0)
end

local function muted(id)
  local raid = redis.call('HGET', KEYS[3], id)
  return raid and now < (cjson.decode(raid).muted or 0)
end

local function veto()
  local crowd = total(8, country)
  for _, step in ipairs(rules.steps) do
    if crowd <= step[1] then
      if range ~= '' and total(10, string.sub(range, 4)) >= step[2] and not muted('range-' .. range) then
        return 'range'
      end
      break
    end
  end
  local vetoed = ''
  for place, body in ipairs(bodies) do
    if muted('body-' .. body) then
      return ''
    end
    local pair, field = 10 + 2 * place, string.sub(body, 4)
    local marks = (read(pair, field, slot) or '') .. (read(pair + 1, field, slot - 1) or '')
    local seen, callers = {}, 0
    for found in string.gmatch(marks, '...') do
      callers = callers + (seen[found] and 0 or 1)
      seen[found] = true
    end
    if callers >= rules.body_callers then
      vetoed = 'body'
    end
  end
  return vetoed
end

local found = {veto = veto()}
found.trusted = number(KEYS[2], 'sms') + number(KEYS[2], 'call') >= 2
local tier = found.trusted and 'two' or 'one'
local counted = redis.call('HGET', KEYS[1], 'tier')
if found.veto == '' and counted ~= tier and counted ~= 'two' and redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('HSET', KEYS[1], 'tier', tier)
  redis.call('HINCRBY', KEYS[5], group .. ' ' .. tier, 1)
  redis.call('PEXPIRE', KEYS[5], rules.hour)
end

-- Short of money below one mark, and until another one is reached again.
local short = redis.call('HGET', KEYS[4], 'short') == '1'
found.short = room < rules.low or (short and room < rules.high)
if found.short ~= short then
  redis.call('HSET', KEYS[4], 'short', found.short and '1' or '0')
end

found.one, found.two = number(KEYS[5], group .. ' one'), number(KEYS[5], group .. ' two')
found.one_before, found.two_before = number(KEYS[6], group .. ' one'), number(KEYS[6], group .. ' two')
found.ratios = redis.call('HVALS', KEYS[7])
found.raids = redis.call('HMGET', KEYS[3], unpack(cjson.decode(ARGV[8])))
return cjson.encode(found)
