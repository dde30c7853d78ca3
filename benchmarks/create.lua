-- wrk: places orders; one formatted request per line of BENCH_STATE/orders.txt (token, tab, body)
local requests, at = {}, 0

function init()
  for line in io.lines(os.getenv("BENCH_STATE") .. "/orders.txt") do
    local token, body = line:match("^(%S+)\t(.+)$")
    local headers = { ["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json" }
    requests[#requests + 1] = { headers, body }
  end
end

local number = 0
function request()
  at = at % #requests + 1
  number = number + 1
  local headers, body = requests[at][1], requests[at][2]
  headers["Idempotency-Key"] = os.getenv("BENCH_RUN") .. "-" .. number
  return wrk.format("POST", "/api/v1/orders", headers, body)
end

function done(summary, latency)
  local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write
    + summary.errors.timeout
  io.write(string.format("BENCH %d %f %d %f %f\n", summary.requests, summary.duration / 1e6, bad,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
